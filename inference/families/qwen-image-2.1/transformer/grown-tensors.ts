/** Keys and values of a sequence that grows: rows are added below each other, by name. */
import { float32, type Tensor } from '../../../tensor.ts';

interface Grown {
  readonly data: Float32Array;
  rows: number;
}

export class GrownTensors {
  /** Rows of every tensor once the sequence is whole. */
  readonly rows: number;
  readonly #width: number;
  readonly #tensors = new Map<string, Grown>();

  constructor(rows: number, width: number) {
    this.rows = rows;
    this.#width = width;
  }

  /** Adds rows [1, rows, width] to a tensor. @throws RangeError when it gets more rows than the sequence has. */
  add(name: string, { data }: Tensor<'float32'>): void {
    const grown = this.#tensors.get(name) ?? { data: new Float32Array(this.rows * this.#width), rows: 0 };
    grown.data.set(data, grown.rows * this.#width);
    grown.rows += data.length / this.#width;
    this.#tensors.set(name, grown);
  }

  /** The rows so far [1, rows, width], not copied. */
  get(name: string): Tensor<'float32'> {
    const { data, rows } = this.#tensors.get(name) ?? { data: new Float32Array(0), rows: 0 };
    return float32(data.subarray(0, rows * this.#width), [1, rows, this.#width]);
  }

  /** Forgets a tensor. */
  drop(name: string): void {
    this.#tensors.delete(name);
  }
}
