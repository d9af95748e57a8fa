/**
 * The seam to what machines of a fleet share: bytes named by their digest, and small records that name them. A folder
 * or a bucket of S3 implements it (docs/fleet.md).
 */

/**
 * What a store keeps: pictures that workflows load, files that runs made, results of actions, and latents of steps.
 * They lie apart because they live for different times. Each is a folder, or a prefix that an S3 lifecycle rule names.
 */
export type ShelfName = 'inputs' | 'outputs' | 'results' | 'steps';

export const SHELVES: readonly ShelfName[] = ['inputs', 'outputs', 'results', 'steps'];

/** Something that is kept, as a listing gives it. */
export interface StoredItem {
  /** Digest of a blob, or name of a record. */
  readonly name: string;
  readonly bytes: number;
  /** When it was written last, in milliseconds since the epoch, by the clock of the store. */
  readonly written: number;
}

/** A file whose bytes are kept. */
export interface StoredFile {
  /** SHA-256 of the bytes, 64 hexadecimal digits. */
  readonly digest: string;
  readonly bytes: number;
}

/**
 * Every method throws a {@link StoreError} when the store cannot be reached, refuses, or is full. All of them may be
 * called by any number of processes at once. Once a write has returned, every process reads what was written.
 */
export interface Shelf {
  /** Whether a blob is there. Its bytes are not checked. */
  hasBlob(digest: string): Promise<boolean>;

  /**
   * Reads a whole blob into memory and checks its digest.
   * @returns undefined for one that is missing or damaged. A damaged one is removed, so that the next write mends it.
   */
  readBlob(digest: string): Promise<Uint8Array<ArrayBuffer> | undefined>;

  /**
   * Keeps bytes under their digest. Bytes that are there already are not sent again, and count as written now where
   * they are older than {@link REFRESH_AGE}: what goes by age then outlives a record that names them.
   */
  writeBlob(bytes: Uint8Array): Promise<StoredFile>;

  /**
   * As {@link readBlob}, into a file and without holding the bytes in memory. The folder must exist. The path leads to
   * the whole, checked file or to none; a file that is there is replaced.
   * @returns false for a blob that is missing or damaged.
   */
  readBlobTo(digest: string, path: string): Promise<boolean>;

  /** As {@link writeBlob}, from a file and without holding the bytes in memory. */
  writeBlobFrom(path: string): Promise<StoredFile>;

  /** Removes a blob; one that is missing is no error. */
  removeBlob(digest: string): Promise<void>;

  /** Lists blobs in no order. One that is written meanwhile may be left out. */
  blobs(): AsyncIterable<StoredItem>;

  /**
   * The text of a record; undefined when there is none.
   * @param name parts of letters, digits, `_` and `-`, separated by `/`.
   */
  getRecord(name: string): Promise<string | undefined>;

  /** Writes a record, whether or not there is one. A reader gets the old text or the new one, never a part. */
  putRecord(name: string, text: string): Promise<void>;

  /** Writes a record unless there is one. @returns whether it was written: of many who try at once, one gets true. */
  addRecord(name: string, text: string): Promise<boolean>;

  /** Removes a record; one that is missing is no error. */
  removeRecord(name: string): Promise<void>;

  /** Removes what killed processes left unfinished. @param age milliseconds: younger files are being written. */
  removeUnfinished(age: number): Promise<void>;

  /** Lists records whose name begins with `prefix`, in no order. @param prefix default: all. */
  records(prefix?: string): AsyncIterable<StoredItem>;
}

export interface ContentStore {
  /** As it was given, for messages. It holds no secret. */
  readonly address: string;
  shelf(name: ShelfName): Shelf;
  /**
   * Writes, reads and removes a record, so that a store that cannot be used is told of at the start.
   * @throws StoreError that says what to type.
   */
  check(): Promise<void>;
  /** Ends connections. Nothing may be asked afterwards. */
  close(): void;
}

/** Age in milliseconds from which a blob that is written again counts as written now: one day. */
export const REFRESH_AGE = 24 * 3600 * 1000;
