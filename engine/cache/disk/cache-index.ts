/**
 * The index of the disk cache: which values an action gave, how each value is stored, and the traces of nodes. Any
 * number of processes use it at once. A damaged row counts as absent, so it can never cause a wrong hit.
 */
import type { ResultEntry, StoredOutput } from '../result.ts';
import { asBytes, withTexts } from './damaged-text.ts';
import type { IndexFile, Tables } from './index-file.ts';
import { Processes } from './processes.ts';
import {
  completeOf,
  digestsOf,
  pageOfActions,
  pageOfValues,
  readResults,
  readValues,
  writeAction,
  writeValue,
} from './rows.ts';
import type { ValueRow } from './schema.ts';
import { touchValues, WriteQueue } from './write-queue.ts';

export type { ValueRow } from './schema.ts';

/** Rows read between two turns of the event loop: about 5 ms. */
const PAGE = 512;
/** Sorts before every key and digest. */
const FIRST = '';

/** A result to put. */
export interface NewResult {
  readonly keys: readonly string[];
  readonly entry: ResultEntry;
  /** Values whose files were written now. */
  readonly written: readonly ValueRow[];
  /** Digests of values that were there before. */
  readonly present: readonly string[];
}

export class CacheIndex {
  readonly processes: Processes;
  readonly #file: IndexFile;
  readonly #queue: WriteQueue;

  /** @param folder of the locks of processes. */
  constructor(file: IndexFile, folder: string) {
    this.#file = file;
    this.processes = new Processes(folder, file);
    this.#queue = new WriteQueue(file, this.processes);
  }

  /** Entries by key, whose values the index has. While this process has runs, the values are in use afterwards. */
  async lookUp(keys: readonly string[]): Promise<Map<string, ResultEntry>> {
    const found = await this.#file.read((tables) => readResults(tables, keys));
    const { since } = this.processes;
    if (since === undefined) return found.entries;
    const stale = [...found.values.values()].filter(({ used }) => used < since).map(({ digest }) => digest);
    if (stale.length === 0) return found.entries;
    // A collection may have removed values since they were read: those that are there now will stay.
    const left = await this.#queue.add((tables) =>
      touchValues(tables, stale, this.processes.now()) < stale.length ? readValues(tables, stale) : undefined,
    );
    if (!left) return found.entries;
    for (const digest of stale) if (!left.has(digest)) found.values.delete(digest);
    return completeOf(found.entries, found.values);
  }

  async value(digest: string): Promise<ValueRow | undefined> {
    return (await this.valuesOf([digest])).get(digest);
  }

  valuesOf(digests: readonly string[]): Promise<Map<string, ValueRow>> {
    return this.#file.read((tables) => readValues(tables, digests));
  }

  /** Marks an action as used now. */
  touchAction(key: string): void {
    this.#queue.useAction(key);
  }

  /** Marks a value as used now. */
  touchValue(digest: string): void {
    this.#queue.useValue(digest);
  }

  /**
   * Writes values and one entry under every key, in one transaction.
   * @param hasFile whether the file of a written value is still there.
   * @returns false when another process has removed a value or a file meanwhile; then nothing was put.
   */
  put(result: NewResult, hasFile: (row: ValueRow) => boolean): Promise<boolean> {
    const { keys, entry, written, present } = result;
    const text = JSON.stringify(entry);
    return this.#queue.add((tables) => {
      const now = this.processes.now();
      if (present.length > 0 && touchValues(tables, present, now) < new Set(present).size) return false;
      if (!written.every(hasFile)) return false;
      for (const row of written) writeValue(tables, { ...row, used: now });
      for (const key of keys) writeAction(tables, key, text, now);
      return true;
    });
  }

  /** Says that the `steps` of a chain are needed only to make its `ends` again. */
  async finish(ends: readonly StoredOutput[], steps: readonly StoredOutput[]): Promise<void> {
    const known = new Set(ends.map(({ digest }) => digest));
    const between = JSON.stringify(steps.map(({ digest }) => digest).filter((digest) => !known.has(digest)));
    await this.#queue.add((tables) => {
      const among = 'digest IN (SELECT value FROM json_each(?))';
      const total = `SELECT COALESCE(SUM(seconds), 0) FROM value WHERE ${among}`;
      tables
        .prepare(`UPDATE value SET spare = 0, seconds = MAX(seconds, (${total})) WHERE ${among}`)
        .run(between, JSON.stringify([...known]));
      tables.prepare(`UPDATE value SET spare = 1 WHERE ${among}`).run(between);
    });
  }

  async trace(scope: string, node: string, record: string): Promise<void> {
    await this.#queue.add((tables) =>
      tables.prepare('INSERT OR REPLACE INTO trace VALUES (?, ?, ?, ?)').run(scope, node, record, this.processes.now()),
    );
  }

  /** @throws Error while another process writes. */
  traceOf(scope: string, node: string): string | undefined {
    const row = this.#file.readNow((tables) =>
      tables
        .prepare<{ record: string }>(`SELECT ${asBytes(['record'])} FROM trace WHERE scope = ? AND node = ?`)
        .get(scope, node),
    );
    return row && withTexts(row).record;
  }

  /**
   * Deletes values that were not used since `before`, and are not pinned. An action that gave one of them counts as
   * absent from then on; {@link prune} deletes its row.
   * @param remove deletes the file, before any process can write the value again.
   */
  async forget(rows: readonly ValueRow[], before: number, remove: (row: ValueRow) => void): Promise<void> {
    await this.#queue.add((tables) => {
      const forget = tables.prepare(
        'DELETE FROM value WHERE digest = ? AND used < ? AND digest NOT IN (SELECT digest FROM pin)',
      );
      for (const row of rows) if (forget.run(row.digest, before) > 0) remove(row);
    });
  }

  /** Deletes a damaged value, unless it was written again since `row` was read. */
  async drop({ digest, created }: ValueRow, remove: () => void): Promise<void> {
    await this.#queue.add((tables) => {
      const drop = tables.prepare('DELETE FROM value WHERE digest = ? AND created = ?');
      if (drop.run(digest, created) > 0) remove();
    });
  }

  /** Protects a value from collection, until every reason is unpinned. */
  async pin(digest: string, reason: string): Promise<void> {
    await this.#queue.add((tables) => tables.prepare('INSERT OR IGNORE INTO pin VALUES (?, ?)').run(digest, reason));
  }

  async unpin(reason: string): Promise<void> {
    await this.#queue.add((tables) => tables.prepare('DELETE FROM pin WHERE reason = ?').run(reason));
  }

  async pinned(): Promise<Set<string>> {
    const rows = await this.#file.read((tables) =>
      tables.prepare<{ digest: string }>(`SELECT DISTINCT ${asBytes(['digest'])} FROM pin`).all(),
    );
    return new Set(rows.map((row) => withTexts(row).digest));
  }

  async values(): Promise<ValueRow[]> {
    await this.flush();
    const values: ValueRow[] = [];
    for (let after: string | undefined = FIRST; after !== undefined;) {
      const from: string = after;
      const { rows, last } = await this.#file.read((tables) => pageOfValues(tables, from, PAGE));
      values.push(...rows);
      after = next(from, last);
    }
    return values;
  }

  /** Number of values, and the size of their files together. */
  async totals(): Promise<{ readonly count: number; readonly bytes: number }> {
    await this.flush();
    const row = await this.#file.read((tables) =>
      tables
        .prepare<{ count: number; bytes: number | null }>('SELECT COUNT(*) AS count, SUM(bytes) AS bytes FROM value')
        .get(),
    );
    return { count: row?.count ?? 0, bytes: row?.bytes ?? 0 };
  }

  async actionCount(): Promise<number> {
    const row = await this.#file.read((tables) =>
      tables.prepare<{ count: number }>('SELECT COUNT(*) AS count FROM action').get(),
    );
    return row?.count ?? 0;
  }

  /**
   * Deletes actions and traces that were not used since `before`, and actions whose values are gone.
   * @param settled milliseconds since the epoch: younger actions may be looked up at this moment.
   */
  async prune(before: number, settled: number): Promise<void> {
    await this.flush();
    for (let after: string | undefined = FIRST; after !== undefined;) {
      const from: string = after;
      const { dangling, last } = await this.#file.read((tables) => pageOfDangling(tables, from));
      if (dangling.length > 0)
        await this.#queue.add((tables) =>
          tables
            .prepare('DELETE FROM action WHERE used < ? AND key IN (SELECT value FROM json_each(?))')
            .run(settled, JSON.stringify(dangling)),
        );
      after = next(from, last);
    }
    await this.#queue.add((tables) => {
      tables.prepare('DELETE FROM action WHERE used < ?').run(before);
      tables.prepare('DELETE FROM trace WHERE at < ?').run(before);
    });
  }

  /** See {@link WriteQueue.add}. */
  write<T>(work: (tables: Tables) => T): Promise<T> {
    return this.#queue.add(work);
  }

  /** See {@link IndexFile.read}. */
  read<T>(work: (tables: Tables) => T): Promise<T> {
    return this.#file.read(work);
  }

  /** Commits waiting writes and times of use. */
  flush(): Promise<void> {
    return this.#queue.flush();
  }

  async close(): Promise<void> {
    // The last commit says that this process has no runs.
    if (this.processes.isShown) await this.#queue.add(() => {}).catch(() => {});
    await this.flush();
    this.processes.close();
    this.#file.close();
  }
}

/** Where to go on reading. In a damaged index the order may be wrong; reading ends nevertheless. */
function next(from: string, last: string | undefined): string | undefined {
  return last !== undefined && last > from ? last : undefined;
}

/** Keys of the next actions whose entries are damaged or lack a value, and the key to go on with. */
function pageOfDangling(tables: Tables, after: string): { readonly dangling: string[]; readonly last?: string } {
  const page = pageOfActions(tables, after, PAGE);
  const values = readValues(
    tables,
    page.flatMap(([, entry]) => (entry ? digestsOf(entry) : [])),
  );
  const dangling = page.flatMap(([key, entry]) =>
    entry && digestsOf(entry).every((digest) => values.has(digest)) ? [] : [key],
  );
  const last = page.at(-1)?.[0];
  return last === undefined ? { dangling } : { dangling, last };
}
