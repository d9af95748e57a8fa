/** A file that arrives in pieces, over several runs: the bytes so far, and their digest. */
import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { writeErrorOf } from '../../files/storage-error.ts';

const READ_BYTES = 2 ** 20;

/** Name of the bytes so far. It ends like no model, so that none is listed before it is whole. */
export function partOf(target: string): string {
  return `${target}.part`;
}

export class PartialFile {
  readonly #target: string;
  readonly #file: FileHandle;
  #sha = createHash('sha256');
  #size = 0;

  /**
   * Opens what an earlier run left, and reads it for the digest; else an empty one.
   * @throws StorageError for a place that cannot be written.
   */
  static async open(target: string): Promise<PartialFile> {
    const path = partOf(target);
    const file = await open(path, constants.O_RDWR | constants.O_CREAT).catch((error: unknown) => {
      throw writeErrorOf(error, path) ?? error;
    });
    const partial = new PartialFile(target, file);
    partial.#size = await addFile(partial.#sha, file);
    return partial;
  }

  private constructor(target: string, file: FileHandle) {
    this.#target = target;
    this.#file = file;
  }

  /** Bytes that are there. */
  get size(): number {
    return this.#size;
  }

  /** @throws StorageError for a disk that is full or fails. */
  async append(bytes: Uint8Array): Promise<void> {
    try {
      for (let done = 0; done < bytes.length;) {
        const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done, this.#size + done);
        done += bytesWritten;
      }
    } catch (error) {
      throw writeErrorOf(error, partOf(this.#target)) ?? error;
    }
    this.#sha.update(bytes);
    this.#size += bytes.length;
  }

  /** Begins anew. */
  async empty(): Promise<void> {
    await this.#file.truncate(0);
    this.#sha = createHash('sha256');
    this.#size = 0;
  }

  /** SHA-256 of the bytes so far, hexadecimal. */
  digest(): string {
    return this.#sha.copy().digest('hex');
  }

  /** Gives the file its name, when all bytes are on the disk. */
  async finish(): Promise<void> {
    await this.#file.sync();
    await this.#file.close();
    await rename(partOf(this.#target), this.#target);
  }

  /** Throws the bytes away. */
  async remove(): Promise<void> {
    await this.#file.close();
    await rm(partOf(this.#target), { force: true });
  }

  /** Leaves the bytes for the next run. Does nothing after {@link finish} and {@link remove}. */
  async close(): Promise<void> {
    await this.#file.close();
  }
}

/** @returns the bytes that were added. */
async function addFile(sha: Hash, file: FileHandle): Promise<number> {
  const buffer = Buffer.allocUnsafe(READ_BYTES);
  let size = 0;
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, READ_BYTES, size);
    if (bytesRead === 0) return size;
    sha.update(buffer.subarray(0, bytesRead));
    size += bytesRead;
  }
}
