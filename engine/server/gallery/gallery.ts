/** The gallery of a server: its index, its trash, and the work of filling it. */
import { join } from 'node:path';
import { nanoid } from 'nanoid';
import type { FileLayer } from '../../files/file-layer.ts';
import { messageOf } from '../../files/storage-error.ts';
import type { NodeRegistry } from '../../graph/registry.ts';
import type { Database } from '../../jobs/sqlite/database.ts';
import type { GalleryFacts, LiveEventBody, RunInfo, RunRecord } from '../../protocol/index.ts';
import { notFound } from '../http/errors.ts';
import type { Runs } from '../runs/runs.ts';
import { enterAll, enterRun, type EntryOptions } from './enter-pictures.ts';
import { PictureIndex } from './picture-index.ts';
import { Trash } from './trash.ts';
import { type Zip, zipOf } from './zip.ts';

export interface GalleryOptions {
  readonly database: Database;
  /** The folder of saved files. */
  readonly folder: string;
  readonly files: FileLayer;
  readonly registry: NodeRegistry;
  readonly runs: () => Pick<Runs, 'list'>;
  readonly publish: (event: LiveEventBody) => unknown;
  readonly say: (message: string) => void;
}

/** Runs of the history that are read at a time. */
const PAGE = 100;
/** ZIP files that were asked for and not yet fetched, at most. */
const ORDERS = 20;

export class Gallery {
  readonly index: PictureIndex;
  readonly trash: Trash;
  readonly #options: GalleryOptions;
  readonly #stop = new AbortController();
  /** Ids of pictures by order, the oldest order first. */
  readonly #orders = new Map<string, readonly number[]>();
  #filling: Promise<void> | undefined;
  /** Pictures are entered one run at a time. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: GalleryOptions) {
    this.#options = options;
    this.index = new PictureIndex(options.database);
    this.trash = new Trash(this.index, options.folder, options.files);
  }

  /** Enters what was saved before, in the background. */
  start(): void {
    const fill = async (): Promise<void> => {
      await this.trash.empty();
      await enterAll(this.#entry(), this.#stop.signal);
    };
    this.#filling = fill()
      .catch((error: unknown) => this.#problem(error))
      .finally(() => (this.#filling = undefined));
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all([this.#filling, this.#last]);
  }

  /** A run was queued, moved, started or ended. */
  changed(run: RunRecord): void {
    if (run.ended === undefined) return;
    this.#options.database.afterCommit(() => {
      this.#last = this.#last.then(() => enterRun(run, this.#entry())).catch((error: unknown) => this.#problem(error));
    });
  }

  facts(): GalleryFacts {
    return { models: this.index.models(), isFilling: this.#filling !== undefined };
  }

  star(ids: readonly number[], isStarred: boolean): void {
    this.index.star(ids, isStarred);
    this.#changed();
  }

  /** @returns the ids of those that can come back. @throws StorageError */
  async discard(ids: readonly number[]): Promise<number[]> {
    try {
      await this.trash.empty();
      return await this.trash.discard(ids);
    } finally {
      this.#changed();
    }
  }

  /** @returns the ids of those that came back. @throws StorageError */
  async restore(ids: readonly number[]): Promise<number[]> {
    try {
      return await this.trash.restore(ids);
    } finally {
      this.#changed();
    }
  }

  /** Remembers which pictures to put into a ZIP file. @returns the name of the order. @throws HttpError 404 */
  order(ids: readonly number[]): string {
    if (this.index.all(ids).length === 0) throw notFound('picture among these');
    const name = nanoid();
    this.#orders.set(name, ids);
    for (const oldest of [...this.#orders.keys()].slice(0, -ORDERS)) this.#orders.delete(oldest);
    return name;
  }

  /** @throws HttpError 404 */
  zip(order: string): Promise<Zip> {
    const ids = this.#orders.get(order);
    if (!ids) throw notFound('such ZIP file any more: ask for it again');
    const pictures = this.index.all(ids);
    return zipOf(pictures.map(({ name }) => ({ name, path: join(this.#options.folder, name) })));
  }

  #entry(): EntryOptions {
    const { folder, registry, runs } = this.#options;
    const page = (before: number | undefined): Promise<readonly RunInfo[]> =>
      runs().list({ limit: PAGE, ...(before === undefined ? {} : { before }) });
    return { index: this.index, folder, registry, runs: page, entered: () => this.#changed() };
  }

  #changed(): void {
    if (!this.#stop.signal.aborted) this.#options.publish({ type: 'changed', what: 'gallery' });
  }

  #problem(error: unknown): void {
    if (!this.#stop.signal.aborted) this.#options.say(`Pictures could not be entered: ${messageOf(error)}`);
  }
}
