/** Carries a batch out: a few pictures at a time, each skipped, made, or failed alone. */
import { createHash } from 'node:crypto';
import { digestValue } from '../../cache/canonical.ts';
import { fileExtension } from '../file-name.ts';
import { joinGrid } from './grid.ts';
import type { BatchItem } from './items.ts';
import type { Manifest } from './manifest/manifest.ts';
import type { FailedRecord, MadeRecord } from './manifest/record.ts';
import { type PerformedPicture, type Performer, PictureError, type PictureJob } from './performer.ts';
import { isSameFormat } from './picture-format.ts';
import type { BadRow } from './rows/row.ts';
import { existingFile, type NamedFile, saveBeside, savePicture } from './save-picture.ts';

export type BatchEvent =
  | { readonly type: 'skipped'; readonly name: string }
  /** `done`: part of the file that is done, 0 to 1. */
  | { readonly type: 'progress'; readonly name: string; readonly done: number }
  | { readonly type: 'made'; readonly record: MadeRecord }
  | { readonly type: 'failed'; readonly record: FailedRecord };

export interface BatchOptions {
  /** Of the files; it exists. */
  readonly folder: string;
  /** Without its dot; undefined for that of the file. */
  readonly extension: string | undefined;
  readonly manifest: Manifest;
  readonly performer: Performer;
  /** Pictures under way at a time, 1 or more. */
  readonly atOnce: number;
  readonly signal: AbortSignal;
  readonly onEvent: (event: BatchEvent) => void;
}

/**
 * @throws the reason of the signal when it aborts; StorageError when files cannot be written; what the performer throws
 * when it cannot go on. Nothing is under way then.
 */
export async function carryOut(
  items: AsyncIterable<BatchItem | BadRow>,
  { atOnce, signal: outer, ...options }: BatchOptions,
): Promise<void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([outer, stop.signal]);
  const iterator = items[Symbol.asyncIterator]();
  const work = async (): Promise<void> => {
    try {
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
        signal.throwIfAborted();
        await new Picture(next.value, { ...options, atOnce, signal }).settle();
      }
    } catch (error) {
      stop.abort(error);
      throw error;
    }
  };
  const settled = await Promise.allSettled(Array.from({ length: atOnce }, work));
  await iterator.return?.();
  outer.throwIfAborted();
  if (settled.some(({ status }) => status === 'rejected')) throw stop.signal.reason as unknown;
}

/** One file of the batch on its way. */
class Picture {
  readonly #item: BatchItem | BadRow;
  readonly #options: BatchOptions;

  constructor(item: BatchItem | BadRow, options: BatchOptions) {
    this.#item = item;
    this.#options = options;
  }

  async settle(): Promise<void> {
    const item = this.#item;
    if (item.kind === 'bad') return this.#fail(item.error);
    try {
      await this.#make(item);
    } catch (error) {
      this.#options.signal.throwIfAborted();
      const isOwn = error instanceof PictureError || error instanceof RangeError;
      if (!isOwn) throw error;
      await this.#fail(error.message);
    }
  }

  async #make(item: BatchItem): Promise<void> {
    const { folder, extension, manifest, performer, onEvent } = this.#options;
    const jobs = await item.jobs();
    const outside = await Promise.all(jobs.map((job) => performer.identify(job)));
    const key = digestValue({ jobs: jobs.map(({ id }) => id), outside, extension });
    const existing = await existingFile(folder, item.name, extension);
    if (existing !== undefined) {
      if (manifest.isMade(item.name, key)) return onEvent({ type: 'skipped', name: item.name });
      if (!manifest.knows(item.name)) throw new PictureError(foreign(existing));
    }
    const pictures = await this.#perform(item.name, jobs);
    const files = await this.#filesOf(item.name, pictures);
    const [first] = files;
    if (!first) throw new PictureError('The workflow gives no file. Add a node that saves one');
    // The second file of one picture may not take the place of another picture.
    const other = files.slice(1).find(({ name }) => manifest.knows(name.slice(0, name.lastIndexOf('.'))));
    if (other) throw new PictureError(`${other.name} is the name of another picture of the batch`);
    if (item.beside) await saveBeside(folder, item.beside);
    const record: MadeRecord = {
      name: item.name,
      file: first.name,
      ...(files.length > 1 ? { files: files.map(({ name }) => name) } : {}),
      ...this.#origin(),
      digest: createHash('sha256').update(first.data).digest('hex'),
      seconds: Math.round(pictures.reduce((sum, { seconds }) => sum + seconds, 0) * 1000) / 1000,
      cached: pictures.every(({ cached }) => cached),
      key,
    };
    const mayReplace = manifest.knows(item.name);
    await savePicture(folder, files, { mayReplace, beforeNaming: () => manifest.append(record) });
    onEvent({ type: 'made', record });
  }

  async #perform(name: string, jobs: readonly PictureJob[]): Promise<PerformedPicture[]> {
    const { performer, signal, onEvent } = this.#options;
    const pictures: PerformedPicture[] = [];
    for (const job of jobs) {
      const onProgress = (done: number): void =>
        onEvent({ type: 'progress', name, done: (pictures.length + done) / jobs.length });
      pictures.push(await performer.perform(job, signal, onProgress));
    }
    return pictures;
  }

  /** The files of a workflow, or the grid of its pictures. */
  async #filesOf(name: string, pictures: readonly PerformedPicture[]): Promise<NamedFile[]> {
    const { extension } = this.#options;
    if (pictures.length > 1) {
      const format = extension === 'webp' ? 'webp' : 'png';
      const samples = pictures.flatMap(({ files }) => (files[0] ? [files[0].data] : []));
      return [{ name: `${name}.${format}`, data: await joinGrid(samples, format) }];
    }
    return (pictures[0]?.files ?? []).map((file, i) => {
      const made = fileExtension(file.extension);
      if (extension !== undefined && !isSameFormat(made, extension))
        throw new PictureError(`The workflow gives a .${made} file, and the name ends with .${extension}`);
      return { name: `${name}${i === 0 ? '' : `-${i + 1}`}.${extension ?? made}`, data: file.data };
    });
  }

  async #fail(error: string): Promise<void> {
    const name = this.#item.kind === 'item' ? this.#item.name : null;
    const record: FailedRecord = { name, ...this.#origin(), error };
    await this.#options.manifest.append(record);
    this.#options.onEvent({ type: 'failed', record });
  }

  #origin(): Pick<MadeRecord, 'index' | 'line' | 'seeds' | 'values' | 'time'> {
    const { index, line } = this.#item;
    const time = new Date().toISOString();
    return this.#item.kind === 'bad'
      ? { index, line, time }
      : { index, line, seeds: this.#item.seeds, values: this.#item.values, time };
  }
}

function foreign(file: string): string {
  return `${file} exists, and the manifest does not name it. Move it away, or name another folder`;
}
