// Products with weights of 8 and 4 bits as GPUs compute them, on the processor: the numbers of the codes, exactly.
import { expect, test } from 'vitest';
import { mapSource } from '../../inference/checkpoint/weight-source.ts';
import { rotateGroups } from '../../inference/checkpoint/rows/rotate.ts';
import { TorchGenerator } from '../../inference/diffusion/noise/torch-generator.ts';
import { cpu } from '../../inference/onnx/devices/cpu.ts';
import type { Device } from '../../inference/onnx/devices/device.ts';
import { Graph } from '../../inference/onnx/graph.ts';
import { gpuKernels } from '../../inference/onnx/kernels/gpu.ts';
import { nbitsIntegers } from '../../inference/onnx/kernels/nbits.ts';
import { Session } from '../../inference/onnx/session.ts';
import type { Value } from '../../inference/onnx/value.ts';
import { float32 } from '../../inference/tensor.ts';

const [ROWS, OUT] = [3, 5] as const;
const device: Device = { ...cpu, kernels: gpuKernels };
const normal = (count: number, seed: bigint): Float32Array => new TorchGenerator(seed).randn(count);

async function computed(x: Float32Array, layer: (g: Graph, x: Value) => Value): Promise<Float32Array> {
  const g = new Graph('layer', mapSource('none', new Map()), { device });
  g.output('y', layer(g, g.input('x', 'float32', ['rows', x.length / ROWS])));
  const session = await Session.create(g.finish(), { precision: 'int8', threads: 1 });
  const { y } = await session.run({ x: float32(x, [ROWS, x.length / ROWS]) });
  await session.release();
  return y?.data as Float32Array;
}

/** x times the transpose of a weight, plus a bias, in double precision. */
function product(x: Float32Array, weight: readonly number[], bias: Float32Array): number[] {
  const width = x.length / ROWS;
  return Array.from({ length: ROWS * OUT }, (_, i) => {
    const [row, out] = [Math.floor(i / OUT), i % OUT];
    let sum = bias[out] as number;
    for (let k = 0; k < width; k += 1) sum += (x[row * width + k] as number) * (weight[out * width + k] as number);
    return sum;
  });
}

/** Largest difference over the largest value. */
function difference(actual: Float32Array, expected: readonly number[]): number {
  expect(actual).toHaveLength(expected.length);
  const scale = Math.max(...expected.map(Math.abs));
  return Math.max(...expected.map((value, i) => Math.abs((actual[i] as number) - value))) / scale;
}

test.for([
  ['a scale for each row', 64, OUT, undefined],
  ['one scale for all', 64, 1, undefined],
  ['rotated columns', 512, OUT, 256],
  ['rows that are no whole blocks', 40, OUT, undefined],
] as const)('8-bit codes with %s are multiplied as they are', async ([, width, scales, rotation]) => {
  const x = normal(ROWS * width, 1n);
  // Every code, the least one included, whose sign bit is all of it.
  const codes = Int8Array.from({ length: OUT * width }, (_, i) => ((i * 37) % 256) - 128);
  const scale = normal(scales, 3n).map((value) => 0.001 + Math.abs(value) / 100);
  const bias = normal(OUT, 4n);
  const actual = await computed(x, (g, input) => {
    const matrix = {
      codes: g.constant({ dtype: 'int8', dims: [OUT, width], data: codes }),
      scale: g.constant(float32(scale, scales === 1 ? [] : [OUT])),
    };
    const rows = nbitsIntegers.quantise(g, input, rotation);
    return nbitsIntegers.linear(g, rows, matrix, g.constant(float32(bias, [OUT])));
  });
  const rows = x.slice();
  if (rotation !== undefined) rotateGroups(rows, rotation);
  const weight = [...codes].map((code, i) => code * (scale[scales === 1 ? 0 : Math.floor(i / width)] as number));
  expect(difference(actual, product(rows, weight, bias))).toBeLessThan(2e-6);
});

test.for([16, 32, 128])('4-bit codes in blocks of %i are multiplied as they are', async (block) => {
  const [width, blocks] = [256, 256 / block];
  const x = normal(ROWS * width, 1n);
  const nibbles = Uint8Array.from({ length: (OUT * width) / 2 }, (_, i) => (i * 37) % 256);
  const scale = normal(OUT * blocks, 3n);
  const bias = normal(OUT, 4n);
  const actual = await computed(x, (g, input) => {
    const matrix = {
      nibbles: g.constant({ dtype: 'uint8', dims: [OUT, blocks, block / 2], data: nibbles }),
      scale: g.constant(float32(scale, [OUT, blocks])),
    };
    return gpuKernels.linearOfNibbles(g, input, matrix, g.constant(float32(bias, [OUT])));
  });
  // The first of two neighbours is in the low half of a byte.
  const weight = Array.from({ length: OUT * width }, (_, i) => {
    const byte = nibbles[Math.floor(i / 2)] as number;
    return ((i % 2 === 0 ? byte & 15 : byte >> 4) - 8) * (scale[Math.floor(i / block)] as number);
  });
  expect(difference(actual, product(x, weight, bias))).toBeLessThan(2e-6);
});
