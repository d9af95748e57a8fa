/**
 * Products of integers on the CPU provider: activations as unsigned bytes around 128, weights as signed bytes where
 * they lie. A session with packing copies weights into the layout of the kernel, one without transposes them in every
 * run; both add the same integers, so results are equal to the bit.
 */
import { float32 } from '../../tensor.ts';
import { type Emitter, emitOne } from '../emitter.ts';
import { scaleDim } from '../shapes.ts';
import { type Dim, dimAt, staticDim, type Value } from '../value.ts';
import type { IntegerKernels, RowScale } from './integers.ts';
import { ints, reshaped, rotationBlock } from './rows.ts';

const CONTRIB = 'com.microsoft';
/** Largest code of either sign, and the byte that stands for 0. */
const MOST = 127;
const ZERO = 128;
/** Keeps the scale of a row of zeros above 0. */
const LEAST = 1e-30;
/** Groups up to this size are rotated by one product, larger ones by two: 2 * 16 products a value instead of 256. */
const FACTOR = 16;

/** With `headroom`, the value that 127 stands for is at least this many root mean squares of the row. */
const HEADROOM = 5;

export function cpuIntegers(rowScale: RowScale): IntegerKernels {
  return {
    quantise(e, x, rotation) {
      const rows = rotation === undefined ? x : rotated(e, x, rotation);
      const reach =
        rowScale === 'absmax' ? peaks(e, rows) : emitOne(e, 'Max', [peaks(e, rows), spread(e, rows)], one(x));
      const scale = emitOne(
        e,
        'Mul',
        [emitOne(e, 'Max', [reach, scalar(e, LEAST)], one(x)), scalar(e, 1 / MOST)],
        one(x),
      );
      const zeros = repeated(e, byte(e, 'uint8', ZERO), scale);
      const codes = { dtype: 'uint8', shape: x.shape } as const;
      const [coded] = e.emit('QuantizeLinear', [rows, scale, zeros], [codes], { attributes: { axis: { int: 0 } } });
      return { codes: coded, scale: reshaped(e, scale, [dimAt(x, 0), 1]) };
    },

    linear(e, { codes, scale }, weight, bias) {
      if (!scale) throw new Error('unreachable: rows that these kernels make have a scale');
      const shape = [dimAt(codes, 0), dimAt(weight.codes, 0)];
      const zero = byte(e, 'int8', 0);
      const zeros = weight.scale.shape.length === 0 ? zero : repeated(e, zero, weight.scale);
      const inputs = [codes, scalar(e, 1), byte(e, 'uint8', ZERO), weight.codes, weight.scale, zeros];
      const options = { domain: CONTRIB, attributes: { transB: { int: 1 } } } as const;
      const [product] = e.emit('QGemm', inputs, [{ dtype: 'float32', shape }], options);
      const scaled = emitOne(e, 'Mul', [product, scale], shape);
      return bias ? emitOne(e, 'Add', [scaled, bias], shape) : scaled;
    },
  };
}

/** The largest magnitude of each row [rows]. */
function peaks(e: Emitter, x: Value): Value {
  const reduce = (op: 'ReduceMax' | 'ReduceMin'): Value =>
    emitOne(e, op, [x, ints(e, [1])], one(x), { attributes: { keepdims: { int: 0 } } });
  return emitOne(e, 'Max', [reduce('ReduceMax'), emitOne(e, 'Neg', [reduce('ReduceMin')], one(x))], one(x));
}

/** {@link HEADROOM} times the root mean square of each row [rows]. */
function spread(e: Emitter, x: Value): Value {
  const length = emitOne(e, 'ReduceL2', [x, ints(e, [1])], one(x), { attributes: { keepdims: { int: 0 } } });
  return emitOne(e, 'Mul', [length, scalar(e, HEADROOM / Math.sqrt(staticDim(x, 1)))], one(x));
}

/** x [rows, in] times the rotation, whose blocks are Kronecker products of smaller ones. */
function rotated(e: Emitter, x: Value, size: number): Value {
  const inner = Math.min(size, FACTOR);
  const groups = reshaped(e, x, [scaleDim(dimAt(x, 0), staticDim(x, 1) / inner), inner]);
  const within = emitOne(e, 'MatMul', [groups, rotationBlock(e, inner)], groups.shape);
  if (inner === size) return reshaped(e, within, x.shape);
  const blocks = reshaped(e, within, [scaleDim(dimAt(x, 0), staticDim(x, 1) / size), size / inner, inner]);
  return reshaped(e, emitOne(e, 'MatMul', [rotationBlock(e, size / inner), blocks], blocks.shape), x.shape);
}

/** One value as often as there are others in a vector. */
function repeated(e: Emitter, value: Value, like: Value): Value {
  const [count] = e.emit('Shape', [like], [{ dtype: 'int64', shape: [1] }]);
  return emitOne(e, 'Expand', [value, count], like.shape);
}

function one(x: Value): readonly [rows: Dim] {
  return [dimAt(x, 0)];
}

function scalar(e: Emitter, value: number): Value {
  return e.constant(float32(Float32Array.of(value), []));
}

function byte(e: Emitter, dtype: 'uint8' | 'int8', value: number): Value {
  return e.constant({ dtype, dims: [], data: dtype === 'uint8' ? Uint8Array.of(value) : Int8Array.of(value) });
}
