/** Reads byte ranges of weight files, each file opened once. */
import { type FileHandle, open } from 'node:fs/promises';
import { InferenceError } from '../../errors.ts';
import { fill } from '../read-fully.ts';
import type { WeightLocation } from '../stored-weight.ts';
import { decodePlain } from './decode-plain.ts';

/** A byte range of a file. */
type Range = Pick<WeightLocation, 'file' | 'offset' | 'length'>;

export class WeightFiles {
  readonly #handles = new Map<string, Promise<FileHandle>>();

  /**
   * Part of a range; the array owns its whole buffer.
   * @param start counted from the start of the range.
   * @throws InferenceError `file-truncated`.
   */
  async read({ file, offset }: Range, start: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(length);
    await this.#fill(bytes, file, offset + start);
    return bytes;
  }

  /**
   * A whole range.
   * @param bytes takes it; as long as the range.
   * @throws InferenceError `file-truncated`.
   */
  async readInto({ file, offset }: Range, bytes: Uint8Array): Promise<void> {
    await this.#fill(bytes, file, offset);
  }

  /** All values of a small tensor, such as scales. */
  async numbers(location: WeightLocation): Promise<Float32Array> {
    return decodePlain(await this.read(location, 0, location.length), location);
  }

  async #fill(bytes: Uint8Array, file: string, position: number): Promise<void> {
    const handle = this.#handles.get(file) ?? open(file, 'r');
    this.#handles.set(file, handle);
    if ((await fill(bytes, await handle, position)) === bytes.length) return;
    throw new InferenceError('file-truncated', `${file} got shorter while it was in use`, { file });
  }

  async close(): Promise<void> {
    for (const handle of this.#handles.values()) await handle.then((file) => file.close()).catch(() => {});
  }
}
