/**
 * Operators of graphs for GPUs. onnxruntime's providers have most of those that the processor has; a node that a
 * provider lacks runs on the processor, which the self-test shows as time. Sums, norms and activations are float32.
 */
import { float32 } from '../../tensor.ts';
import { type Emitter, emitOne } from '../emitter.ts';
import { staticDim, type Value } from '../value.ts';
import { cpuKernels } from './cpu.ts';
import { plainAttention, plainCausalAttention, plainPaddedAttention } from './gpu-attention.ts';
import type { Kernels } from './kernels.ts';
import { nbitsIntegers, nibbleProduct } from './nbits.ts';

export const gpuKernels: Kernels = {
  ...cpuKernels,
  version: 1,
  integers: nbitsIntegers,
  linearOfNibbles: nibbleProduct,
  attention: plainAttention,
  paddedAttention: plainPaddedAttention,
  causalAttention: plainCausalAttention,

  // WebGPU takes one scale and one bias for all rows.
  layerNorm(e, x, scale, bias, epsilon) {
    const forAllRows = scale.shape.length === 1 && (bias?.shape.length ?? 1) === 1;
    if (forAllRows) return cpuKernels.layerNorm(e, x, scale, bias, epsilon);
    const attributes = { axis: { int: -1 }, epsilon: { float: epsilon } };
    const normal = emitOne(e, 'LayerNormalization', [x, ones(e, staticDim(x, 1))], x.shape, { attributes });
    const scaled = emitOne(e, 'Mul', [normal, scale], x.shape);
    return bias ? emitOne(e, 'Add', [scaled, bias], x.shape) : scaled;
  },
};

/** Vectors of ones by size. A graph stores an array that it gets again only once. */
const ONES = new Map<number, Float32Array>();

function ones(e: Emitter, width: number): Value {
  const data = ONES.get(width) ?? new Float32Array(width).fill(1);
  ONES.set(width, data);
  return e.constant(float32(data, [width]));
}
