/**
 * Reads the weights of graphs that take them as inputs. The memory that it reads into serves one block after the
 * other: blocks of one shape are as large as each other.
 */
import { decodePlain } from '../../checkpoint/rows/decode-plain.ts';
import { WeightFiles } from '../../checkpoint/rows/weight-files.ts';
import type { Tensor } from '../../tensor.ts';
import type { Tensors } from '../session.ts';
import { isAsStored, type WeightDType, type WeightInput } from './weight-inputs.ts';

/** How a run takes bytes of a type. */
const VIEWS = {
  float32: (buffer: ArrayBuffer): Tensor['data'] => new Float32Array(buffer),
  float16: (buffer: ArrayBuffer): Tensor['data'] => new Uint16Array(buffer),
  int8: (buffer: ArrayBuffer): Tensor['data'] => new Int8Array(buffer),
  uint8: (buffer: ArrayBuffer): Tensor['data'] => new Uint8Array(buffer),
} satisfies Readonly<Record<WeightDType, unknown>>;

export class WeightReader {
  readonly #files = new WeightFiles();
  /** Memory that nobody uses, by length. */
  readonly #free = new Map<number, ArrayBuffer[]>();
  /** Memory of tensors that are in use. */
  readonly #lent = new Set<ArrayBufferLike>();

  /**
   * The values of weights by name. {@link giveBack} takes their memory again.
   * @throws InferenceError `file-truncated`.
   */
  async read(weights: readonly WeightInput[]): Promise<Tensors> {
    const reads = weights.map(async (weight) => [weight.name, await this.#read(weight)] as const);
    // A failure ends nothing that is still being read into memory of this reader.
    await Promise.allSettled(reads);
    return Object.fromEntries(await Promise.all(reads));
  }

  /** A tensor whose values are left from another use, for whoever overwrites them. */
  lend(dtype: WeightDType, dims: readonly number[], bytes: number): Tensor {
    const buffer = this.#take(bytes);
    this.#lent.add(buffer);
    return { dtype, dims, data: VIEWS[dtype](buffer) };
  }

  /** Takes back the memory of tensors that no run uses any more. */
  giveBack(tensors: Tensors): void {
    for (const { data } of Object.values(tensors)) {
      if (this.#lent.delete(data.buffer)) this.#store(data.buffer as ArrayBuffer);
    }
  }

  /** Closes the files and frees the memory. */
  async close(): Promise<void> {
    this.#free.clear();
    await this.#files.close();
  }

  async #read({ dtype, shape, location }: WeightInput): Promise<Tensor> {
    if (isAsStored(location.dtype)) {
      const tensor = this.lend(dtype, shape, location.length);
      await this.#files.readInto(location, new Uint8Array(tensor.data.buffer));
      return tensor;
    }
    const buffer = this.#take(location.length);
    const bytes = new Uint8Array(buffer);
    await this.#files.readInto(location, bytes);
    const data = decodePlain(bytes, location);
    this.#store(buffer);
    return { dtype, dims: shape, data };
  }

  #take(length: number): ArrayBuffer {
    return this.#free.get(length)?.pop() ?? new ArrayBuffer(length);
  }

  #store(buffer: ArrayBuffer): void {
    const free = this.#free.get(buffer.byteLength) ?? [];
    this.#free.set(buffer.byteLength, free);
    free.push(buffer);
  }
}
