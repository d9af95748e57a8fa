/**
 * The operators that measured fastest on the CPU provider of onnxruntime 1.30 (docs/measurements.md): Gemm on weights
 * as PyTorch stores them, and the fused attention, rotary and normalisation operators.
 */
import { emitOne } from '../emitter.ts';
import { replaceDim } from '../shapes.ts';
import { dimAt, staticDim } from '../value.ts';
import type { Kernels } from './kernels.ts';

const CONTRIB = 'com.microsoft';
/** Attribute of the normalisation operators: the last axis. */
const LAST_AXIS = { int: -1 };

/** Level of accuracy of `MatMulNBits` that multiplies integers. Less than it, activations stay floats. */
const INTEGER_ACTIVATIONS = 4;

export const cpuKernels: Kernels = {
  arithmetic: 'float32',
  version: 1,

  widen(e, stored) {
    if (stored.dtype === 'float32') return stored;
    const float = { dtype: 'float32', shape: stored.shape } as const;
    return e.emit('Cast', [stored], [float], { attributes: { to: { int: 1 } } })[0];
  },

  // With a scale for each row the provider is twice as fast as with blocks within a row.
  dequantise(e, codes, scales) {
    const float = { dtype: 'float32', shape: codes.shape } as const;
    return e.emit('DequantizeLinear', [codes, scales], [float], { attributes: { axis: { int: 0 } } })[0];
  },

  linear(e, x, weight, bias) {
    const shape = [dimAt(x, 0), dimAt(weight, 0)];
    return emitOne(e, 'Gemm', bias ? [x, weight, bias] : [x, weight], shape, { attributes: { transB: { int: 1 } } });
  },

  linearOfNibbles(e, x, { nibbles, scale }, bias) {
    const [out, width] = [dimAt(nibbles, 0), staticDim(x, 1)];
    const sizes = {
      K: { int: width },
      N: { int: staticDim(nibbles, 0) },
      block_size: { int: 2 * staticDim(nibbles, 2) },
    };
    const attributes = { ...sizes, bits: { int: 4 }, accuracy_level: { int: INTEGER_ACTIVATIONS } };
    const inputs = [x, nibbles, scale, ...(bias ? [undefined, undefined, bias] : [])] as const;
    return emitOne(e, 'MatMulNBits', inputs, [dimAt(x, 0), out], {
      domain: CONTRIB,
      attributes,
    });
  },

  addLowRank(e, y, x, { down, up, scale, strength }) {
    const transposed = { transB: { int: 1 } };
    const shape = [dimAt(x, 0), dimAt(down, 0)];
    const attributes = { ...transposed, alpha: { float: scale } };
    const inner = emitOne(e, 'Gemm', [x, down], shape, { attributes }); // [rows, rank]
    const weighted = emitOne(e, 'Mul', [inner, strength], shape); // [rows, rank]
    return emitOne(e, 'Gemm', [weighted, up, y], y.shape, { attributes: transposed });
  },

  // Takes a scale and bias per row too, which makes adaptive LayerNorm one operator.
  layerNorm(e, x, scale, bias, epsilon) {
    const attributes = { axis: LAST_AXIS, epsilon: { float: epsilon } };
    return emitOne(e, 'LayerNormalization', bias ? [x, scale, bias] : [x, scale], x.shape, { attributes });
  },

  rmsNorm(e, x, weight, epsilon) {
    const attributes = { axis: LAST_AXIS, epsilon: { float: epsilon } };
    return emitOne(e, 'SimplifiedLayerNormalization', [x, weight], x.shape, { attributes });
  },

  gelu(e, x) {
    return emitOne(e, 'Gelu', [x], x.shape, { attributes: { approximate: { string: 'none' } } });
  },

  geluTanh(e, x) {
    return emitOne(e, 'FastGelu', [x], x.shape, { domain: CONTRIB });
  },

  silu(e, x) {
    return emitOne(e, 'QuickGelu', [x], x.shape, { domain: CONTRIB, attributes: { alpha: { float: 1 } } });
  },

  rotary(e, x, { cos, sin }, heads, interleaved) {
    // The tables hold one row per token, so positions count from 0.
    const offset = e.constant({ dtype: 'int64', dims: [1], data: BigInt64Array.of(0n) });
    const attributes = { interleaved: { int: interleaved ? 1 : 0 }, num_heads: { int: heads } };
    return emitOne(e, 'RotaryEmbedding', [x, offset, cos, sin], x.shape, { domain: CONTRIB, attributes });
  },

  // Without a mask the provider runs its flash kernel.
  attention(e, [q, k, v], heads) {
    const attributes = { num_heads: { int: heads } };
    return emitOne(e, 'MultiHeadAttention', [q, k, v], q.shape, { domain: CONTRIB, attributes });
  },

  paddedAttention(e, [q, k, v], valid, heads) {
    const attributes = { num_heads: { int: heads } };
    return emitOne(e, 'MultiHeadAttention', [q, k, v, undefined, valid], q.shape, { domain: CONTRIB, attributes });
  },

  causalAttention(e, [q, k, v], past, lengths, heads, total) {
    const attended = { dtype: q.dtype, shape: q.shape } as const;
    const cache = { dtype: q.dtype, shape: replaceDim(past[0].shape, 2, total) } as const;
    return e.emit(
      'GroupQueryAttention',
      [q, k, v, ...past, lengths.lastIndex, lengths.total],
      [attended, cache, cache],
      { domain: CONTRIB, attributes: { num_heads: { int: heads.query }, kv_num_heads: { int: heads.kv } } },
    );
  },
};
