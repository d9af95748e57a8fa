/** Products with a matrix that has an offset for each group of neighbours in a row, kept apart from its values. */
import { emitOne, type Emitter } from './emitter.ts';
import { type Dim, dimAt, type Value } from './value.ts';

/** One number for each group of neighbours in a row of a weight. */
export interface GroupOffset {
  /** [rows, groups]. */
  readonly values: Value;
  /** Neighbours in a group. */
  readonly group: number;
}

export class GroupOffsets {
  /** Sums of groups of values by name and size. */
  readonly #sums = new Map<string, Value>();
  readonly #emitter: Emitter;

  constructor(emitter: Emitter) {
    this.#emitter = emitter;
  }

  /**
   * y [rows, out] less x [rows, in] times the transpose of an offset whose groups have one value each. The sum of each
   * group of x times that value is the same, for a fraction of the work. Without an offset: y.
   */
  less(y: Value, x: Value, offset: GroupOffset | undefined): Value {
    if (!offset) return y;
    const { values, group } = offset;
    const key = `${x.name} ${group}`;
    const sums = this.#sums.get(key) ?? this.#sumsOf(x, group, dimAt(values, 1)); // [rows, groups]
    this.#sums.set(key, sums);
    const attributes = { transB: { int: 1 }, alpha: { float: -1 } };
    return emitOne(this.#emitter, 'Gemm', [sums, values, y], y.shape, { attributes });
  }

  #sumsOf(x: Value, group: number, groups: Dim): Value {
    const e = this.#emitter;
    const ints = (...values: readonly Dim[]): Value => {
      const data = BigInt64Array.from(values, (value) => (typeof value === 'number' ? BigInt(value) : -1n));
      return e.constant({ dtype: 'int64', dims: [data.length], data });
    };
    const shape = [dimAt(x, 0), groups, group];
    const cut = emitOne(e, 'Reshape', [x, ints(...shape)], shape);
    return emitOne(e, 'ReduceSum', [cut, ints(2)], shape.slice(0, 2), { attributes: { keepdims: { int: 0 } } });
  }
}
