/**
 * A weight file made from others: tensors that cannot be mapped as they are stored. Its place, and that of each tensor
 * in it, are known before it is written, so graphs are built without waiting for it. A name leads to a whole file or to
 * none: it is written under a temporary name, synced and renamed, and processes that write it at once write the same.
 */
import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm, stat, statfs, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InferenceError } from '../../errors.ts';
import { errorCode } from '../error-code.ts';
import { type StoredDType, storedBytes } from '../stored-dtype.ts';
import { type PlainWeight, plainWeight } from '../stored-weight.ts';

/** A tensor to be written. */
export interface PreparedTensor {
  readonly name: string;
  readonly dtype: StoredDType;
  readonly shape: readonly number[];
  /** Its bytes, in as many pieces as suits. */
  readonly bytes: () => AsyncIterable<Uint8Array>;
}

/** Ending of files that are not complete. */
export const UNFINISHED = '.unfinished';

export class PreparedFile {
  readonly path: string;
  readonly #tensors: readonly PreparedTensor[];
  readonly #header: Uint8Array;
  readonly #bytes: number;
  readonly #weights = new Map<string, PlainWeight>();

  /**
   * @param folder absolute, without symbolic links.
   * @param identity of the content: whatever it is made from, and how. With the names and sizes of the tensors, it
   *   gives the file its name.
   */
  constructor(folder: string, identity: unknown, tensors: readonly PreparedTensor[]) {
    this.#tensors = tensors;
    this.#header = headerOf(tensors);
    const name = createHash('sha256').update(JSON.stringify(identity)).update(this.#header).digest('hex');
    this.path = join(folder, `${name}.safetensors`);
    let offset = this.#header.length;
    for (const { name: tensor, dtype, shape } of tensors) {
      const length = storedBytes(dtype, shape);
      this.#weights.set(tensor, plainWeight({ file: this.path, offset, length, dtype, shape }));
      offset += length;
    }
    this.#bytes = offset;
  }

  /** Whether there is nothing to write. */
  get isEmpty(): boolean {
    return this.#tensors.length === 0;
  }

  /** Size of the whole file. */
  get bytes(): number {
    return this.#bytes;
  }

  /** A tensor where it will be. */
  get(name: string): PlainWeight | undefined {
    return this.#weights.get(name);
  }

  /**
   * Writes the file, unless it is there. Either way it counts as used now.
   * @param onWritten called with the bytes written so far.
   * @throws InferenceError `disk-full`; the errors of the tensors' `bytes`.
   */
  async write(onWritten: (bytes: number) => void = () => {}): Promise<void> {
    if (await this.isThere()) return;
    const folder = dirname(this.path);
    await expectRoom(folder, this.#bytes);
    const temporary = `${this.path}.${randomUUID()}${UNFINISHED}`;
    try {
      await this.#writeTo(temporary, onWritten);
      await rename(temporary, this.path).catch(async (error: unknown) => {
        // On Windows a file that is in use cannot be replaced: another process wrote the same, and maps it already.
        if (!(await this.isThere())) throw error;
      });
    } catch (error) {
      throw errorCode(error) === 'ENOSPC' ? diskFull(folder, this.#bytes, error) : error;
    } finally {
      await rm(temporary, { force: true });
    }
    await syncFolder(folder);
  }

  /** Whether the file is complete. It then counts as used now. */
  async isThere(): Promise<boolean> {
    const found = await stat(this.path).catch(() => undefined);
    if (found?.size !== this.#bytes) return false;
    const now = new Date();
    await utimes(this.path, now, now).catch(() => {});
    return true;
  }

  async #writeTo(path: string, onWritten: (bytes: number) => void): Promise<void> {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(this.#header);
      let written = this.#header.length;
      for (const tensor of this.#tensors) await append(file, tensor, (bytes) => onWritten((written += bytes)));
      await file.sync();
    } finally {
      await file.close();
    }
  }
}

async function append(
  file: FileHandle,
  { name, dtype, shape, bytes }: PreparedTensor,
  onPiece: (bytes: number) => void,
): Promise<void> {
  let written = 0;
  for await (const piece of bytes()) {
    await file.writeFile(piece);
    written += piece.length;
    onPiece(piece.length);
  }
  const expected = storedBytes(dtype, shape);
  if (written !== expected) throw new RangeError(`${name}: expected ${expected} bytes, received ${written}`);
}

/** The length and the JSON of a safetensors header, padded so that the values begin at a multiple of 8. */
function headerOf(tensors: readonly PreparedTensor[]): Uint8Array {
  const entries: Record<string, object> = {};
  let offset = 0;
  for (const { name, dtype, shape } of tensors) {
    const end = offset + storedBytes(dtype, shape);
    entries[name] = { dtype, shape, data_offsets: [offset, end] };
    offset = end;
  }
  const json = Buffer.from(JSON.stringify(entries));
  const length = Math.ceil(json.length / 8) * 8;
  const header = Buffer.alloc(8 + length, ' ');
  header.writeBigUInt64LE(BigInt(length));
  json.copy(header, 8);
  return header;
}

/** Makes a rename last. Systems that cannot sync a folder keep the name with the file. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

/**
 * Makes the folder, and sees that files of some size fit.
 * @throws InferenceError `disk-full`.
 */
export async function expectRoom(folder: string, bytes: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < bytes) throw diskFull(folder, bytes);
}

function diskFull(file: string, bytes: number, cause?: unknown): InferenceError {
  const expected = `${Math.ceil(bytes / 2 ** 20)} MiB free`;
  const advice = 'Free some, or name another folder with --cache. Weights in 16 bits need none with --precision exact';
  const message = `${file}: not enough room for prepared weights: expected ${expected}. ${advice}`;
  return new InferenceError('disk-full', message, { file, expected }, { cause });
}
