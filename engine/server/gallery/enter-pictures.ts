/**
 * Enters pictures into the gallery: those of a run when it ends, and once, in the background, those that were there
 * before: the pictures of the history, then files that no run of it names.
 */
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import sharp from 'sharp';
import type { NodeRegistry } from '../../graph/registry.ts';
import type { RunFile, RunInfo } from '../../protocol/index.ts';
import { typeByName } from '../pictures/media-type.ts';
import { picturesBelow, sizeAndTime } from './listing.ts';
import { readFacts } from './picture-facts.ts';
import type { PictureIndex } from './picture-index.ts';
import type { NewPicture } from './picture-row.ts';

export interface EntryOptions {
  readonly index: PictureIndex;
  /** The folder of saved files. */
  readonly folder: string;
  readonly registry: NodeRegistry;
  /** Runs of the history, the latest first. */
  readonly runs: (before: number | undefined) => Promise<readonly RunInfo[]>;
  /** Called when pictures were entered. */
  readonly entered: () => void;
}

/** Files that are entered before others are told of them. */
const BATCH = 200;

type Run = Pick<RunInfo, 'id' | 'started' | 'ended' | 'created' | 'files'>;

/** Enters what a run saved. */
export async function enterRun(run: Run, options: EntryOptions): Promise<void> {
  if (options.index.add(await picturesOf(run, options)) > 0) options.entered();
}

/** Enters everything that is missing, and forgets what is gone. Ends early when the signal is aborted. */
export async function enterAll(options: EntryOptions, signal: AbortSignal): Promise<void> {
  // Taken before the folder is read: a picture that is saved meanwhile is not missing.
  const known = options.index.names();
  await enterHistory(options, signal);
  const names = await picturesBelow(options.folder);
  if (!names || signal.aborted) return;
  const found = new Set(names);
  const gone = known.filter((name) => !found.has(name));
  // A folder with none of them may be a disk that is not there.
  if (gone.length < known.length) options.index.forget(gone);
  await enterFiles(names, options, signal);
}

async function enterHistory(options: EntryOptions, signal: AbortSignal): Promise<void> {
  for (let before: number | undefined; !signal.aborted;) {
    const page = await options.runs(before);
    for (const run of page) {
      if (signal.aborted) return;
      if (run.ended !== undefined) await enterRun(run, options);
    }
    before = page.at(-1)?.number;
    if (before === undefined) return;
    await setImmediate();
  }
}

async function enterFiles(names: readonly string[], options: EntryOptions, signal: AbortSignal): Promise<void> {
  const missing = names.filter((name) => !options.index.has(name));
  for (let start = 0; start < missing.length && !signal.aborted; start += BATCH) {
    const found: NewPicture[] = [];
    for (const name of missing.slice(start, start + BATCH)) {
      if (signal.aborted) return;
      const picture = await pictureAt(name, options);
      if (picture) found.push(picture);
      await setImmediate();
    }
    if (options.index.add(found) > 0) options.entered();
  }
}

/** The pictures of a run that exist and are not in the gallery. */
async function picturesOf(run: Run, options: EntryOptions): Promise<NewPicture[]> {
  const { id, started, ended, created } = run;
  const files = run.files.filter((file) => isSavedPicture(file) && !options.index.has(file.name));
  const seconds = started === undefined || ended === undefined ? undefined : (ended - started) / 1000;
  const pictures: NewPicture[] = [];
  for (const { name, width, height } of files) {
    const picture = await pictureAt(name, options, { width, height });
    if (picture) pictures.push({ ...picture, run: id, seconds, made: ended ?? created });
  }
  return pictures;
}

/** @returns undefined for a file that is gone, or is no picture. */
async function pictureAt(
  name: string,
  { folder, registry }: EntryOptions,
  known: Pick<NewPicture, 'width' | 'height'> = {},
): Promise<NewPicture | undefined> {
  const path = join(folder, name);
  const file = await sizeAndTime(path);
  const size = known.width === undefined ? await sizeOf(path) : known;
  if (!file || !size) return undefined;
  const facts = await readFacts(path, registry);
  return { name, mediaType: typeByName(name) ?? '', ...size, bytes: file.bytes, made: file.modified, ...facts };
}

async function sizeOf(path: string): Promise<Pick<NewPicture, 'width' | 'height'> | undefined> {
  const header = await sharp(path, { limitInputPixels: false })
    .metadata()
    .catch(() => undefined);
  return header && { width: header.autoOrient.width, height: header.autoOrient.height };
}

function isSavedPicture({ folder, name }: RunFile): boolean {
  return folder === 'output' && typeByName(name) !== undefined;
}
