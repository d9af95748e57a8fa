// Products of 4-bit integers: the kernel against sums in float64, and a whole transformer against the exact one.
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LoraUse } from '../../../inference/checkpoint/lora/use.ts';
import { makePrepared } from '../../../inference/checkpoint/prepared/make-prepared.ts';
import { Transformer } from '../../../inference/families/qwen-image/transformer/transformer.ts';
import { cpu } from '../../../inference/onnx/devices/cpu.ts';
import { float32 } from '../../../inference/tensor.ts';
import { quantised } from '../../checkpoint/formats/quantise.ts';
import { writeGguf } from '../../checkpoint/formats/write-gguf.ts';
import { lora, useOf } from '../../lora/support.ts';
import { gap, openGoldens, TINY, unbatched } from '../support/goldens.ts';
import { readAll, writeAll } from '../support/temporary-checkpoint.ts';
import { normal, OUT, ROWS, runLayer } from '../support/layers.ts';

interface Layer {
  readonly x: Float32Array;
  readonly pairs: Uint8Array;
  readonly scale: Float32Array;
  readonly bias: Float32Array | undefined;
}

/** Scales have either sign. */
function layer(width: number, block: number, hasBias: boolean): Layer {
  return {
    x: normal(ROWS * width, 1n),
    pairs: Uint8Array.from({ length: (OUT * width) / 2 }, (_, i) => (i * 89 + (i >> 5) * 7) % 256),
    scale: normal((OUT * width) / block, 2n),
    bias: hasBias ? normal(OUT, 3n) : undefined,
  };
}

async function product({ x, pairs, scale, bias }: Layer, precision: 'int4' | 'cast'): Promise<Float32Array> {
  const [width, blocks] = [x.length / ROWS, scale.length / OUT];
  const [result = Float32Array.of()] = await runLayer(x, width, [precision], (g, input) => {
    const matrix = {
      nibbles: g.constant({ dtype: 'uint8', dims: [OUT, blocks, width / blocks / 2], data: pairs }),
      scale: g.constant(float32(scale, [OUT, blocks])),
    };
    return cpu.kernels.linearOfNibbles(g, input, matrix, bias && g.constant(float32(bias, [OUT])));
  });
  return result;
}

/** The layer in float64, without onnxruntime. */
function expected({ x, pairs, scale, bias }: Layer): number[] {
  const [width, blocks] = [x.length / ROWS, scale.length / OUT];
  return Array.from({ length: ROWS * OUT }, (_, i) => {
    const [row, out] = [Math.floor(i / OUT), i % OUT];
    let sum = bias?.[out] ?? 0;
    for (let k = 0; k < width; k += 1) {
      const at = out * width + k;
      const pair = pairs[Math.floor(at / 2)] ?? NaN;
      const code = (at % 2 === 0 ? pair % 16 : Math.floor(pair / 16)) - 8;
      sum += (x[row * width + k] ?? NaN) * code * (scale[Math.floor(at / (width / blocks))] ?? NaN);
    }
    return sum;
  });
}

function relativeError(received: Float32Array, exact: readonly number[]): number {
  const squares = (values: readonly number[]): number => values.reduce((sum, value) => sum + value ** 2, 0);
  return Math.sqrt(squares(exact.map((value, i) => value - (received[i] ?? NaN))) / squares(exact));
}

test.for([
  [512, 128, true],
  [512, 128, false],
  [192, 64, true],
  [96, 32, true],
  [48, 16, false],
] as const)('a layer of width %i in blocks of %i, with a bias: %s', async ([width, block, hasBias]) => {
  const each = layer(width, block, hasBias);
  const exact = expected(each);
  // Packed, activations are rounded to 8 bits by blocks. Otherwise weights are widened.
  const error = relativeError(await product(each, 'int4'), exact);
  expect(error).toBeLessThan(0.01);
  expect(error).toBeGreaterThan(1e-4);
  expect(relativeError(await product(each, 'cast'), exact)).toBeLessThan(1e-5);
});

describe('a transformer', async () => {
  const goldens = await openGoldens('transformer');
  const input = {
    latents: unbatched(await goldens.get('input.latents.8x8')),
    text: unbatched(await goldens.get('input.text.9')),
    timestep: 0.5123,
    grids: [{ frames: 1, height: 8, width: 8 }],
  };
  const dir = join(TINY, 'transformer');
  const temporary = (): Promise<string> => mkdtemp(join(tmpdir(), 'inkloom-'));

  test('gives the velocity of the exact one up to the error of 4 bits, in a quarter of the memory', async () => {
    const folder = await temporary();
    const plan = await Transformer.plan({ dir }, cpu, { folder, digest: dir, matrices: 'nibbles' });
    await makePrepared(plan.prepared ?? [], () => {});
    expect(await readdir(folder)).toHaveLength(plan.prepared?.length ?? 0);
    const exactPlan = await Transformer.plan({ dir });
    expect(plan.memory('int4').copied).toBeLessThan(exactPlan.memory('fp32').copied / 4);
    const exact = await (await Transformer.load(dir, { precision: 'fp32' })).predict(input);
    const result = await (await plan.load({ precision: 'int4' })).predict(input);
    const error = gap('velocity in 4 bits', result, exact) / Math.max(...exact.data.map(Math.abs));
    expect(error).toBeLessThan(0.2);
    expect(error).toBeGreaterThan(0.01);
  });

  test('in Q4_1 gives the velocity of its own numbers, up to the rounding of activations', async () => {
    const folder = await temporary();
    const { file, decoded } = quantised(await readAll(join(dir, 'diffusion_pytorch_model.safetensors')), 'Q4_1');
    const [path, values] = [join(folder, 'model.gguf'), join(folder, 'model.safetensors')];
    await writeGguf(path, file);
    await writeAll(values, decoded);
    const exact = await (await Transformer.load(values, { precision: 'fp32' })).predict(input);
    const largest = Math.max(...exact.data.map(Math.abs));
    const errorOf = async (matrices: 'nibbles' | 'rounded nibbles', precision: 'cast' | 'int4'): Promise<number> => {
      const plan = await Transformer.plan({ dir: path }, cpu, { folder, digest: path, matrices });
      await makePrepared(plan.prepared ?? [], () => {});
      const model = await plan.load({ precision });
      return gap(`Q4_1, ${matrices}, ${precision}`, await model.predict(input), exact) / largest;
    };
    expect(await errorOf('nibbles', 'cast')).toBeLessThan(1e-5);
    expect(await errorOf('nibbles', 'int4')).toBeLessThan(0.02);
    expect(await errorOf('rounded nibbles', 'int4')).toBeGreaterThan(0.02);
  });

  test('is changed by LoRAs beside its integers as the exact one is, and takes merged ones', async () => {
    const folder = await temporary();
    const velocity = async (loras: readonly LoraUse[], precision: 'int4' | 'fp32'): Promise<Float32Array> => {
      const place = { folder, digest: dir, ...(precision === 'fp32' ? {} : { matrices: 'nibbles' as const }) };
      const plan = await Transformer.plan({ dir, loras }, cpu, place);
      await makePrepared(plan.prepared ?? [], () => {});
      const model = await plan.load({ precision });
      return (await model.predict({ ...input, strengths: loras.map(({ strength }) => strength) })).data;
    };
    const [exact, received] = [await velocity([], 'fp32'), await velocity([], 'int4')];
    const beside = [await useOf(lora('kohya'))];
    const [wanted, made] = [await velocity(beside, 'fp32'), await velocity(beside, 'int4')];
    expect(worst(less(made, received), less(wanted, exact))).toBeLessThan(0.25);
    // Weights that a LoRA is merged into keep the values that they then have.
    const merged = [await useOf(lora('lokr'))];
    expect(worst(await velocity(merged, 'int4'), await velocity(merged, 'fp32'))).toBeLessThan(0.2);
  });
});

const less = (a: Float32Array, b: Float32Array): Float32Array => a.map((value, i) => value - (b[i] ?? NaN));
const largest = (values: Float32Array): number => Math.max(...values.map(Math.abs));

/** The largest difference, over the largest magnitude of what is wanted. */
function worst(received: Float32Array, wanted: Float32Array): number {
  return largest(less(received, wanted)) / largest(wanted);
}
