/**
 * Products with weights of 8 and 4 bits on GPUs: `MatMulNBits`, which widens a block of codes where it multiplies them.
 * Activations stay float32. The operator's level 4 of accuracy is left out: with it some adapters round rows to 8 bits
 * and others multiply in float16, whose range ends at 65,504, and activations reach 2e7 (docs/gpu.md). Source:
 * onnxruntime `contrib_ops/webgpu/quantization/matmul_nbits.cc` and `subgroup_matrix_matmul_nbits.cc`.
 */
import { type Emitter, emitOne } from '../emitter.ts';
import { dimAt, staticDim, type Value } from '../value.ts';
import type { IntegerKernels } from './integers.ts';
import type { NibbleMatrix } from './kernels.ts';
import { ints, reshaped, rotatedRows } from './rows.ts';

const CONTRIB = 'com.microsoft';
/** Codes with a scale of their own: the one size that every kernel of the operator takes. */
const BLOCK = 32;
/** Added to signed codes: the operator takes unsigned ones, and 128 as their zero. */
const SIGN = 0x80;
/** ONNX's number for the element type. */
const UINT8 = 2;

/** A row of int8 codes with one scale is exact in this form: codes + 128, and the scale for each block. */
export const nbitsIntegers: IntegerKernels = {
  quantise: (e, x, rotation) => ({
    codes: rotation === undefined ? x : rotatedRows(e, x, rotation),
    scale: undefined,
  }),

  linear(e, { codes: x }, { codes, scale }, bias) {
    const [out, width] = [staticDim(codes, 0), staticDim(codes, 1)];
    if (width % BLOCK !== 0) return widenedProduct(e, x, codes, scale, bias);
    const blocks = width / BLOCK;
    const scales = expanded(e, reshaped(e, scale, [scale.shape[0] ?? 1, 1]), [out, blocks]);
    return product(e, x, { bits: 8, values: reshaped(e, unsigned(e, codes), [out, blocks, BLOCK]), scales }, bias);
  },
};

/** x [rows, in] times the transpose of a weight in 4 bits, plus a bias [out]. */
export function nibbleProduct(e: Emitter, x: Value, { nibbles, scale }: NibbleMatrix, bias: Value | undefined): Value {
  const [out, blocks, block] = [staticDim(nibbles, 0), staticDim(nibbles, 1), 2 * staticDim(nibbles, 2)];
  if (block <= BLOCK || block % BLOCK !== 0) return product(e, x, { bits: 4, values: nibbles, scales: scale }, bias);
  // Larger blocks are several blocks of one scale: bytes stay in their order.
  const parts = block / BLOCK;
  const values = reshaped(e, nibbles, [out, blocks * parts, BLOCK / 2]);
  const repeated = expanded(e, reshaped(e, scale, [out, blocks, 1]), [out, blocks, parts]);
  return product(e, x, { bits: 4, values, scales: reshaped(e, repeated, [out, blocks * parts]) }, bias);
}

interface Blocks {
  readonly bits: 4 | 8;
  /** uint8 [out, blocks, block * bits / 8]. */
  readonly values: Value;
  /** float32 [out, blocks]. */
  readonly scales: Value;
}

function product(e: Emitter, x: Value, { bits, values, scales }: Blocks, bias: Value | undefined): Value {
  const attributes = {
    K: { int: staticDim(x, 1) },
    N: { int: staticDim(values, 0) },
    bits: { int: bits },
    block_size: { int: (staticDim(values, 2) * 8) / bits },
  };
  const inputs = [x, values, scales, ...(bias ? [undefined, undefined, bias] : [])] as const;
  return emitOne(e, 'MatMulNBits', inputs, [dimAt(x, 0), dimAt(values, 0)], { domain: CONTRIB, attributes });
}

/** Codes whose rows are no whole blocks. */
function widenedProduct(e: Emitter, x: Value, codes: Value, scale: Value, bias: Value | undefined): Value {
  const float = { dtype: 'float32', shape: codes.shape } as const;
  const [weight] = e.emit('DequantizeLinear', [codes, scale], [float], { attributes: { axis: { int: 0 } } });
  const shape = [dimAt(x, 0), dimAt(codes, 0)];
  return emitOne(e, 'Gemm', bias ? [x, weight, bias] : [x, weight], shape, { attributes: { transB: { int: 1 } } });
}

/** int8 codes + 128 as uint8: the same bits with another sign bit. Computed once, when the session is created. */
function unsigned(e: Emitter, codes: Value): Value {
  const bytes = { dtype: 'uint8', shape: codes.shape } as const;
  // A cast between integers of one size keeps the bits.
  const [values] = e.emit('Cast', [codes], [bytes], { attributes: { to: { int: UINT8 } } });
  return emitOne(
    e,
    'BitwiseXor',
    [values, e.constant({ dtype: 'uint8', dims: [], data: Uint8Array.of(SIGN) })],
    codes.shape,
  );
}

function expanded(e: Emitter, x: Value, shape: readonly number[]): Value {
  return emitOne(e, 'Expand', [x, ints(e, shape)], shape);
}
