/** Removes from a store what is old. Shelves live for different times, and outputs for ever unless somebody says so. */
import { type ContentStore, SHELVES, type ShelfName, type StoredItem } from './content-store.ts';

const DAY = 24 * 3600 * 1000;

/** Milliseconds since the last writing; a shelf that is not named keeps everything. */
export type StoreAges = Readonly<Partial<Record<ShelfName, number>>>;

/**
 * Step latents are of use until their picture is made, a matter of hours. They are the most by far: one for each step.
 * Results and inputs are found again for a month.
 */
export const DEFAULT_AGES: StoreAges = { steps: 2 * DAY, results: 30 * DAY, inputs: 30 * DAY };

export interface ShelfReport {
  readonly shelf: ShelfName;
  readonly kept: number;
  readonly keptBytes: number;
  readonly removed: number;
  readonly removedBytes: number;
}

export interface CleanOptions {
  readonly ages: StoreAges;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Counts only. */
  readonly isTrial: boolean;
}

/** May run while the store is in use: what a run still needs and does not find is computed again. @throws StoreError */
export async function cleanStore(store: ContentStore, options: CleanOptions): Promise<readonly ShelfReport[]> {
  const reports: ShelfReport[] = [];
  for (const shelf of SHELVES) reports.push(await cleanShelf(store, shelf, options));
  return reports;
}

async function cleanShelf(store: ContentStore, name: ShelfName, options: CleanOptions): Promise<ShelfReport> {
  const shelf = store.shelf(name);
  const before = options.now - (options.ages[name] ?? Number.POSITIVE_INFINITY);
  const report = { shelf: name, kept: 0, keptBytes: 0, removed: 0, removedBytes: 0 };
  const look = async (items: AsyncIterable<StoredItem>, remove: (name: string) => Promise<void>): Promise<void> => {
    for await (const item of items) {
      const isOld = item.written < before;
      report[isOld ? 'removed' : 'kept'] += 1;
      report[isOld ? 'removedBytes' : 'keptBytes'] += item.bytes;
      if (isOld && !options.isTrial) await remove(item.name);
    }
  };
  // Records first: nobody finds a blob without a record, and a record without its blob is a miss that costs a question.
  await look(shelf.records(), (record) => shelf.removeRecord(record));
  await look(shelf.blobs(), (digest) => shelf.removeBlob(digest));
  if (!options.isTrial) await shelf.removeUnfinished(DAY);
  return report;
}
