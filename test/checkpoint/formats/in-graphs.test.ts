// Layers whose weights are stored in every encoding: a graph multiplies by the values that the encoding stands for.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openComponent } from '../../../inference/checkpoint/component.ts';
import { makePrepared } from '../../../inference/checkpoint/prepared/make-prepared.ts';
import { preparedSource } from '../../../inference/checkpoint/prepared/prepared-source.ts';
import type { WeightSource } from '../../../inference/checkpoint/weight-source.ts';
import { TorchGenerator } from '../../../inference/diffusion/noise/torch-generator.ts';
import { Graph } from '../../../inference/onnx/graph.ts';
import { Session } from '../../../inference/onnx/session.ts';
import { float32 } from '../../../inference/tensor.ts';
import { repoPath } from '../../inference/support/goldens.ts';
import { valuesOf } from './support.ts';

const ROWS = 3;
/** A matrix in a block. */
const NAME = 'blocks.0.layer.weight';
const noise = new TorchGenerator(5n);

async function open(name: string): Promise<WeightSource> {
  const folder = await mkdtemp(join(tmpdir(), 'inkloom-'));
  return preparedSource(await openComponent(repoPath(`test/fixtures/formats/${name}`)), { folder, digest: name });
}

/** A source with one weight under the name that graphs ask for. */
const only = (source: WeightSource, name: string): WeightSource => ({
  ...source,
  names: () => ['layer.weight'],
  get: () => source.get(name),
});

/** Output of a layer, and its weight as a graph sees it by itself. */
async function run(source: WeightSource, name: string, x: Float32Array, precision: 'cast' | 'fp32') {
  const [out = 0, input = 0] = source.get(name)?.shape ?? [];
  const g = new Graph('test', only(source, name));
  g.output('y', g.linear(g.input('x', 'float32', ['rows', input]), 'layer', out, { bias: false }));
  if (!isRotated(source, name)) {
    g.output('w', g.clip(g.weight('layer.weight', [out, input]), -Infinity));
  }
  const model = g.finish();
  await makePrepared(model.prepared, () => {});
  const session = await Session.create(model, { precision });
  const outputs = await session.run({ x: float32(x, [ROWS, input]) });
  await session.release();
  return { y: outputs['y']?.data as Float32Array, w: outputs['w']?.data as Float32Array | undefined };
}

function isRotated(source: WeightSource, name: string): boolean {
  const weight = source.get(name);
  return (weight?.encoding === 'prepared' ? weight.made : weight)?.encoding === 'rotated';
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Largest error of a product, relative to the sum of the sizes of its terms. */
function productError(x: Float32Array, weight: Float32Array, y: Float32Array): number {
  const [width, out] = [x.length / ROWS, y.length / ROWS];
  let worst = 0;
  for (let row = 0; row < ROWS; row += 1) {
    for (let column = 0; column < out; column += 1) {
      let [sum, size] = [0, 1e-30];
      for (let i = 0; i < width; i += 1) {
        const term = (x[row * width + i] ?? NaN) * (weight[column * width + i] ?? NaN);
        sum += term;
        size += Math.abs(term);
      }
      const error = Math.abs(sum - (y[row * out + column] ?? NaN)) / size;
      worst = Math.max(worst, Number.isNaN(error) ? Infinity : error);
    }
  }
  return worst;
}

const LAYERS = ['nvfp4', 'nvfp4_columns', 'mxfp8', 'w4a4', 'w4a8', 'w4a8_asymmetric', 'w6a8', 'int8_rotated_16'];
const PLAIN = ['int8_rows', 'float8_e4m3fn', 'float8_e5m2', 'float8_rows', 'plain'];

const FILES = {
  'blocks.gguf': ['Q4_0', 'Q4_1', 'Q5_0', 'Q5_1', 'Q8_0', 'Q2_K', 'Q3_K', 'Q4_K', 'Q5_K', 'Q6_K', 'IQ4_NL', 'IQ4_XS'],
  'packed.safetensors': [...LAYERS, ...PLAIN].map((layer) => `${layer}.weight`),
};

describe.each(Object.entries(FILES))('layers of %s', async (file, names) => {
  const source = await open(file);

  it.each(names)('%s', async (name) => {
    const weight = await valuesOf(source, name);
    const width = source.get(name)?.shape[1] ?? 0;
    const x = noise.randn(ROWS * width);
    for (const precision of ['cast', 'fp32'] as const) {
      const { y, w } = await run(source, name, x, precision);
      expect(productError(x, weight, y)).toBeLessThan(1e-6);
      // Only products undo a rotation.
      expect(Buffer.compare(bytesOf(w ?? weight), bytesOf(weight))).toBe(0);
    }
  });
});

describe('layers of blocks.gguf in their own 4 bits', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'inkloom-'));
  const stored = await openComponent(repoPath('test/fixtures/formats/blocks.gguf'));

  it.each(['Q4_0', 'Q4_1', 'Q4_K', 'Q3_K'])('%s', async (type) => {
    const exact = await valuesOf(stored, type);
    const [out = 0, width = 0] = stored.get(type)?.shape ?? [];
    const named = { ...stored, names: () => [NAME], get: () => stored.get(type) };
    const source = preparedSource(named, { folder, digest: 'blocks', matrices: 'nibbles' });
    const x = noise.randn(ROWS * width);
    const product = async (precision: 'cast' | 'int4'): Promise<Float32Array> => {
      const g = new Graph('test', source);
      const layer = NAME.replace('.weight', '');
      g.output('y', g.linear(g.input('x', 'float32', ['rows', width]), layer, out, { bias: false }));
      const model = g.finish();
      await makePrepared(model.prepared, () => {});
      const session = await Session.create(model, { precision });
      const { y } = await session.run({ x: float32(x, [ROWS, width]) });
      await session.release();
      return y?.data as Float32Array;
    };
    expect(productError(x, exact, await product('cast'))).toBeLessThan(1e-6);
    // The packed kernel rounds activations to 8 bits.
    const error = productError(x, exact, await product('int4'));
    expect(error).toBeLessThan(0.01);
    expect(error).toBeGreaterThan(1e-5);
  });
});
