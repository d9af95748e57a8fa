/**
 * The tier that machines share: entries under action keys, and values as blobs of a content store. Blobs are written
 * before the entry that names them, an entry is written once and never replaced, and everything is checked when it is
 * read: a damaged or missing part is a miss. Nobody waits for a write, and a store out of reach costs time only.
 */
import type { TypeCodecs } from '../../graph/value-codec.ts';
import type { ContentStore, ShelfName } from '../../store/content-store.ts';
import { ValueCoder } from '../codecs/value-coder.ts';
import type { CacheTier, KnownResult, ResultEntry, StoredOutput, TierCache } from '../result.ts';
import { Background } from './background.ts';
import { Reach } from './reach.ts';
import { readEntry, recordOf, type SharedEntry, type ValuePlace, writeEntry } from './shared-entry.ts';

/** Values up to this size, in bytes as coded, are inside of their entry: one question less. */
const INSIDE = 4096;
/** Questions at a time. */
const AT_ONCE = 32;
/** Milliseconds for the entries of a batch, for a value besides its transfer, and for the last writes of a process. */
const LIMIT = { lookup: 4000, read: 8000, write: 30_000, close: 10_000 } as const;
/** Bytes a second of a slow line. */
const SLOW_LINE = 1e6;
/** Milliseconds for which batches do not ask for a missing entry again: an editor has a forecast made at every edit. */
const STILL_MISSING = 5000;
/** Bytes that may wait to be written. */
const WAITING = 256 * 2 ** 20;
/** Places of values that are remembered. */
const MOST_PLACES = 100_000;
/** An action must take longer than asking another machine and reading what it gave, in seconds and bytes a second. */
const WORTH = { asking: 0.02, reading: 50e6 } as const;

export interface SharedCacheOptions {
  readonly store: ContentStore;
  readonly codecs?: TypeCodecs;
  /** The shelf for the values of an entry. */
  readonly shelfOf: (entry: ResultEntry) => Extract<ShelfName, 'results' | 'steps'>;
  /** Called with a message for the user when the store cannot be reached, and when it can again. */
  readonly onProblem: (message: string) => void;
}

interface KnownPlace {
  readonly place: ValuePlace;
  /** Of an entry that names it. */
  readonly key: string;
}

export class SharedCache implements TierCache {
  readonly tier: CacheTier = 'store';
  readonly isSlow = true;
  readonly #options: SharedCacheOptions;
  readonly #coder: ValueCoder;
  readonly #reading: Reach;
  readonly #writing: Reach;
  readonly #background = new Background(WAITING);
  /** By digest of the value. */
  readonly #places = new Map<string, KnownPlace>();
  /** Digests of values that were missing or damaged. */
  readonly #lost = new Set<string>();
  /** Keys that had no entry when they were asked for, and when that was. */
  readonly #missing = new Map<string, number>();
  /** What is given up at the end is not told of. */
  #isClosed = false;

  constructor(options: SharedCacheOptions) {
    const { store } = options;
    const onProblem = (message: string): void => {
      if (!this.#isClosed) options.onProblem(message);
    };
    this.#options = options;
    this.#coder = new ValueCoder(options.codecs);
    this.#reading = new Reach({ verb: 'read', address: store.address, onProblem });
    this.#writing = new Reach({ verb: 'written', address: store.address, onProblem });
  }

  async lookup(keys: readonly string[]): Promise<ReadonlyMap<string, KnownResult>> {
    const found = new Map<string, KnownResult>();
    const left = keys.length === 1 ? [...keys] : keys.filter((key) => !this.#wasMissing(key));
    const askInTurn = async (): Promise<void> => {
      for (let key = left.shift(); key !== undefined; key = left.shift()) {
        const shared = await this.#entry(key);
        if (shared) found.set(key, { entry: shared.entry, tier: this.tier });
        else this.#noteMissing(key);
      }
    };
    if (left.length === 0) return found;
    await this.#reading.ask(LIMIT.lookup, () => Promise.all(Array.from({ length: AT_ONCE }, askInTurn)));
    // After the limit nothing more is asked, and answers that arrive late change nothing.
    left.length = 0;
    return new Map(found);
  }

  async read({ digest }: StoredOutput): Promise<{ readonly value: unknown } | undefined> {
    const known = this.#places.get(digest);
    if (!known) return undefined;
    const bytes = await this.#bytes(known.place);
    if (bytes === 'unknown') return undefined;
    const found = bytes && (await this.#coder.decode(digest, bytes, known.place));
    if (!found) this.#lose(digest, known.key);
    return found;
  }

  write(keys: readonly string[], entry: ResultEntry, values: Readonly<Record<string, unknown>>): Promise<void> {
    const bytes = Object.values(entry.outputs).reduce((sum, output) => sum + output.bytes, 0);
    const isWorth = entry.seconds >= WORTH.asking + bytes / WORTH.reading;
    if (isWorth && !this.#writing.isPaused)
      this.#background.add(bytes, async () => {
        await this.#writing.ask(LIMIT.write + bytes / (SLOW_LINE / 1000), () => this.#store(keys, entry, values));
      });
    return Promise.resolve();
  }

  /** An entry whose values the store does not have is not linked: their action was not worth it, or is older. */
  link(key: string, entry: ResultEntry): Promise<void> {
    this.#background.add(0, async () => {
      const places: Record<string, ValuePlace> = {};
      for (const [name, { digest }] of Object.entries(entry.outputs)) {
        const known = this.#places.get(digest);
        if (!known) return;
        places[name] = known.place;
      }
      await this.#writing.ask(LIMIT.write, () => this.#add([key], { entry, places }));
    });
    return Promise.resolve();
  }

  /** Values of slower tiers are not kept: there is none. */
  keep(): Promise<void> {
    return Promise.resolve();
  }

  /** Waits a while for what is being written. */
  async close(): Promise<void> {
    await this.#background.idle(LIMIT.close);
    this.#isClosed = true;
  }

  #noteMissing(key: string): void {
    if (this.#missing.size >= MOST_PLACES) this.#missing.clear();
    this.#missing.set(key, performance.now());
  }

  #wasMissing(key: string): boolean {
    const at = this.#missing.get(key);
    if (at === undefined) return false;
    if (performance.now() - at < STILL_MISSING) return true;
    this.#missing.delete(key);
    return false;
  }

  async #entry(key: string): Promise<SharedEntry | undefined> {
    const text = await this.#options.store.shelf('results').getRecord(recordOf(key));
    const shared = text === undefined ? undefined : readEntry(key, text);
    if (!shared) return undefined;
    const outputs = Object.entries(shared.entry.outputs);
    if (outputs.some(([, { digest }]) => this.#lost.has(digest))) return undefined;
    for (const [name, { digest }] of outputs) this.#remember(digest, shared.places[name] as ValuePlace, key);
    return shared;
  }

  /** @returns undefined for bytes that are lost, `unknown` when the store could not be asked. */
  async #bytes(place: ValuePlace): Promise<Uint8Array<ArrayBuffer> | undefined | 'unknown'> {
    if (place.kind === 'inside') return new Uint8Array(Buffer.from(place.base64, 'base64'));
    const answer = await this.#reading.ask(LIMIT.read + place.bytes / (SLOW_LINE / 1000), async () => ({
      bytes: await this.#options.store.shelf(place.shelf).readBlob(place.blob),
    }));
    return answer ? answer.bytes : 'unknown';
  }

  /** Values first, then the entries that name them. */
  async #store(keys: readonly string[], entry: ResultEntry, values: Readonly<Record<string, unknown>>): Promise<void> {
    const shelf = this.#options.shelfOf(entry);
    const outputs = Object.entries(entry.outputs);
    const placed = await Promise.all(outputs.map(([name, output]) => this.#place(output, values[name], shelf)));
    const places = Object.fromEntries(outputs.map(([name], index) => [name, placed[index] as ValuePlace]));
    await this.#add(keys, { entry, places });
    for (const [name, { digest }] of outputs) {
      this.#lost.delete(digest);
      this.#remember(digest, places[name] as ValuePlace, keys[0] ?? '');
    }
  }

  async #place({ type }: StoredOutput, value: unknown, shelf: 'results' | 'steps'): Promise<ValuePlace> {
    const { bytes, ...codedAs } = await this.#coder.encode(type, value);
    if (bytes.length <= INSIDE) return { ...codedAs, kind: 'inside', base64: Buffer.from(bytes).toString('base64') };
    const { digest: blob } = await this.#options.store.shelf(shelf).writeBlob(bytes);
    return { ...codedAs, kind: 'blob', shelf, blob, bytes: bytes.length };
  }

  /** An entry that cannot be read is nobody's: it makes room. */
  async #add(keys: readonly string[], shared: SharedEntry): Promise<void> {
    const records = this.#options.store.shelf('results');
    for (const key of keys) {
      this.#missing.delete(key);
      const name = recordOf(key);
      const text = writeEntry(key, shared);
      if (await records.addRecord(name, text)) continue;
      const there = await records.getRecord(name);
      if (there !== undefined && readEntry(key, there)) continue;
      await records.removeRecord(name);
      await records.addRecord(name, text);
    }
  }

  #remember(digest: string, place: ValuePlace, key: string): void {
    this.#places.delete(digest);
    this.#places.set(digest, { place, key });
    if (this.#places.size <= MOST_PLACES) return;
    const oldest = this.#places.keys().next().value;
    if (oldest !== undefined) this.#places.delete(oldest);
  }

  /** The entry goes too, so that the action is computed and written again. */
  #lose(digest: string, key: string): void {
    this.#places.delete(digest);
    this.#lost.add(digest);
    this.#background.add(0, async () => {
      await this.#writing.ask(LIMIT.write, () => this.#options.store.shelf('results').removeRecord(recordOf(key)));
    });
  }
}
