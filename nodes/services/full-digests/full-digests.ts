/**
 * SHA-256 of whole model files, as repositories of models publish it. A large file is read once, in a thread beside the
 * work, and its digest is remembered; a small one is known by its digest anyway.
 */
import { type FileHandle, open, stat } from 'node:fs/promises';
import { contentDigest, fullDigest, WHOLE_BYTES } from '../content-digest.ts';
import { DigestMemo } from '../digest-memo.ts';
import { RememberedReading } from '../remembered-reading.ts';
import type { FileDigests } from '../tokens.ts';
import { ReadingThread } from './reading-thread.ts';

export interface FullDigestOptions {
  /** Of small files. */
  readonly digests: Pick<FileDigests, 'digest'>;
  /** JSON file to remember digests in; default: in memory only. */
  readonly file?: string | undefined;
  /** Called with a file that holds other bytes than when it was last read, though its samples are the same. */
  readonly onOtherBytes?: (path: string) => void;
  /** Milliseconds since the epoch; default: the system's clock. */
  readonly now?: () => number;
}

export interface CheckedDigest {
  readonly sha256: string;
  /** False when it was another one when it was last read, though size, header and samples are the same. */
  readonly isAsBefore: boolean;
}

export class FullDigests {
  readonly #small: Pick<FileDigests, 'digest'>;
  /** By identity of a file, and by the digest of its samples. */
  readonly #memo: DigestMemo;
  readonly #reading: RememberedReading;
  readonly #thread = new ReadingThread();
  /** Bytes read so far of files that are being read, by path. */
  readonly #read = new Map<string, number>();

  constructor({ digests, file, onOtherBytes = () => {}, now = Date.now }: FullDigestOptions) {
    this.#small = digests;
    this.#memo = new DigestMemo(file);
    const inBackground = async (handle: FileHandle, path: string): Promise<string> => {
      const sha256 = await this.#inThread(path);
      if (!(await this.#compare(handle, sha256))) onOtherBytes(path);
      return sha256;
    };
    this.#reading = new RememberedReading(this.#memo, inBackground, now);
  }

  /**
   * SHA-256 of all bytes, hexadecimal, remembered until the file changes.
   * @throws Error for a file that cannot be read, and when {@link close} is called meanwhile.
   */
  async digest(path: string): Promise<string> {
    const { size } = await stat(path);
    return (size <= WHOLE_BYTES ? this.#small : this.#reading).digest(path);
  }

  /** Bytes read so far of a file that {@link digest} reads; 0 for any other. */
  bytesRead(path: string): number {
    return this.#read.get(path) ?? 0;
  }

  /**
   * Reads every byte now, whatever is remembered, and compares.
   * @param onRead called with the number of bytes read so far.
   */
  async check(path: string, onRead: (bytes: number) => void): Promise<CheckedDigest> {
    const handle = await open(path);
    try {
      const sha256 = await fullDigest(handle, onRead);
      return { sha256, isAsBefore: await this.#compare(handle, sha256) };
    } finally {
      await handle.close();
    }
  }

  /** Gives up what is being read, and saves what is known. */
  async close(): Promise<void> {
    await this.#thread.close();
    await this.#memo.saved();
  }

  async #inThread(path: string): Promise<string> {
    try {
      return await this.#thread.digest(path, (bytes) => this.#read.set(path, bytes));
    } finally {
      this.#read.delete(path);
    }
  }

  /** Whether a file with these samples had the same digest before. Remembers the new one. */
  async #compare(handle: FileHandle, sha256: string): Promise<boolean> {
    const samples = await contentDigest(handle);
    const known = await this.#memo.get(samples);
    if (known?.digest !== sha256) await this.#memo.set(samples, { digest: sha256, spots: '' });
    return known === undefined || known.digest === sha256;
  }
}
