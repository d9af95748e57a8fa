// Adapters added beside the weights give the result of weights they were merged into.
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Adapter, withAdapters } from '../../inference/checkpoint/adapters.ts';
import { openComponent } from '../../inference/checkpoint/component.ts';
import { readConfig } from '../../inference/checkpoint/config-file.ts';
import type { PlainWeight } from '../../inference/checkpoint/stored-weight.ts';
import { renamedSource, type WeightSource } from '../../inference/checkpoint/weight-source.ts';
import { TorchGenerator } from '../../inference/diffusion/noise/torch-generator.ts';
import {
  type TransformerConfig,
  transformerConfigSchema,
} from '../../inference/families/qwen-image/transformer/config.ts';
import { buildModulationGraph } from '../../inference/families/qwen-image/transformer/modulation-graph.ts';
import { timestepEmbedding } from '../../inference/transformer/timestep.ts';
import type { OnnxModel } from '../../inference/onnx/model.ts';
import { Session, type Tensors } from '../../inference/onnx/session.ts';
import { strengthInputs } from '../../inference/onnx/strengths.ts';
import type { PrecisionName } from '../../inference/precision/registry.ts';
import { gap, TINY } from '../inference/support/goldens.ts';
import { copyComponent, readAll, writeAll } from '../inference/support/temporary-checkpoint.ts';

const WEIGHTS = 'diffusion_pytorch_model.safetensors';
const TOLERANCE = 5e-5;
const LAYER = 'transformer_blocks.0.img_mod.1.weight';
const OUTPUTS = ['modulation.0.img', 'modulation.0.txt'] as const;

let config: TransformerConfig;
let base: WeightSource;

beforeAll(async () => {
  config = await readConfig(join(TINY, 'transformer'), transformerConfigSchema);
  base = await openComponent(join(TINY, 'transformer'));
});

interface Factors {
  readonly down: Float32Array;
  readonly up: Float32Array;
  readonly rank: number;
  readonly scale: number;
}

const noise = new TorchGenerator(7n);

/** Random factors for {@link LAYER}, whose weight is [6 * width, width]. */
function factors(rank: number, scale: number): Factors {
  const { width } = config;
  return { down: noise.randn(rank * width), up: noise.randn(6 * width * rank), rank, scale };
}

/** An adapter in a file of its own. */
async function adapter(name: string, { down, up, rank, scale }: Factors, tensor = LAYER): Promise<Adapter> {
  const dir = await copyComponent(join(TINY, 'transformer'));
  const float = (data: Float32Array, shape: number[]) => ({ dtype: 'F32', shape, data: new Uint8Array(data.buffer) });
  const { width } = config;
  await writeAll(
    join(dir, WEIGHTS),
    new Map([
      ['down', float(down, [rank, width])],
      ['up', float(up, [6 * width, rank])],
    ]),
  );
  const source = await openComponent(dir);
  const part = (key: string): PlainWeight => source.get(key) as PlainWeight;
  return { label: name, updates: new Map([[tensor, [{ down: part('down'), up: part('up'), scale }]]]) };
}

/** The checkpoint with updates added to the weight of {@link LAYER} in float64. */
async function merged(...updates: readonly Factors[]): Promise<WeightSource> {
  const dir = await copyComponent(join(TINY, 'transformer'));
  const tensors = await readAll(join(dir, WEIGHTS));
  const { shape, data } = tensors.get(LAYER) ?? { shape: [], data: new Uint8Array() };
  const { width } = config;
  const bits = new Uint16Array(Uint8Array.from(data).buffer);
  const values = Float64Array.from(new Float32Array(Uint32Array.from(bits, (half) => half << 16).buffer));
  for (const { down, up, rank, scale } of updates) {
    for (let i = 0; i < values.length; i += 1) {
      const [row, column] = [Math.floor(i / width), i % width];
      for (let r = 0; r < rank; r += 1) {
        values[i] = Number(values[i]) + scale * Number(up[row * rank + r]) * Number(down[r * width + column]);
      }
    }
  }
  tensors.set(LAYER, { dtype: 'F32', shape, data: new Uint8Array(Float32Array.from(values).buffer) });
  await writeAll(join(dir, WEIGHTS), tensors);
  return openComponent(dir);
}

async function run(
  model: OnnxModel,
  precision: PrecisionName,
  ...runs: readonly (readonly number[])[]
): Promise<readonly Tensors[]> {
  const session = await Session.create(model, { precision });
  const outputs: Tensors[] = [];
  for (const strengths of runs) {
    const timestep = timestepEmbedding([0.3, 0.5, 0.7, 1]);
    outputs.push(await session.run({ timestep, ...strengthInputs(session, strengths) }));
  }
  await session.release();
  return outputs;
}

function distance(name: (typeof OUTPUTS)[number], actual: Tensors | undefined, expected: Tensors | undefined): number {
  const reference = expected?.[name];
  if (!reference) throw new Error(`no output ${name}`);
  return gap(name, actual?.[name], reference);
}

const build = (source: WeightSource): OnnxModel => buildModulationGraph(config, source);

describe('two adapters on one layer', () => {
  test.for(['fp32', 'cast'] as const)('equal merged weights with %s', async (precision) => {
    const [first, second] = [factors(4, 0.125), factors(2, -0.25)];
    const adapted = withAdapters(base, [await adapter('a', first), await adapter('b', second)]);
    const [beside] = await run(build(adapted), precision, [1, 1]);
    const [together] = await run(build(await merged(first, second)), precision, []);
    for (const name of OUTPUTS) expect(distance(name, beside, together)).toBeLessThanOrEqual(TOLERANCE);
    const [plain] = await run(build(base), precision, []);
    expect(beside?.['modulation.0.txt']).toEqual(plain?.['modulation.0.txt']);
    expect(beside?.['modulation.0.img']).not.toEqual(plain?.['modulation.0.img']);
  });

  test('take any strength in one session', async () => {
    const [first, second] = [factors(4, 0.125), factors(2, -0.25)];
    const adapted = withAdapters(base, [await adapter('a', first), await adapter('b', second)]);
    const results = await run(build(adapted), 'fp32', [0.5, -2], [0, 0]);
    const scaled = (each: Factors, strength: number): Factors => ({ ...each, scale: each.scale * strength });
    const expected = [
      ...(await run(build(await merged(scaled(first, 0.5), scaled(second, -2))), 'fp32', [])),
      ...(await run(build(base), 'fp32', [])),
    ];
    expect(distance('modulation.0.img', results[0], expected[0])).toBeLessThanOrEqual(TOLERANCE);
    expect(results[1]).toEqual(expected[1]);
  });

  test('take memory beside the weights, and are no weights of the checkpoint', async () => {
    const adapted = build(withAdapters(base, [await adapter('a', factors(4, 1))]));
    const plain = build(base);
    const bytes = 4 * (4 * config.width + 6 * config.width * 4);
    expect(adapted.weightMemory('cast').mapped - plain.weightMemory('cast').mapped).toBe(bytes);
    expect(adapted.weightNames).toEqual(plain.weightNames);
  });
});

test('without adapters a graph is the same byte for byte', () => {
  expect(build(withAdapters(base, [])).bytes).toEqual(build(base).bytes);
});

test('adapters are found under the names that a layout is given', async () => {
  const adapted = withAdapters(base, [await adapter('a', factors(4, 1))]);
  const renamed = renamedSource(adapted, (name) => `model.${name}`);
  expect(renamed.updates(`model.${LAYER}`)).toHaveLength(1);
  expect(renamed.updates(LAYER)).toEqual([]);
});

describe('adapters that do not fit', () => {
  test('one whose factors have other sizes', async () => {
    const tensor = 'time_text_embed.timestep_embedder.linear_1.weight';
    const misfit = withAdapters(base, [await adapter('a', factors(4, 1), tensor)]);
    expect(() => build(misfit)).toThrow(
      expect.objectContaining({
        code: 'tensor-mismatch',
        details: expect.objectContaining({ tensor: `${tensor}.updates.0.down`, expected: '[4, 256]' }),
      }),
    );
  });

  test('one that changes a weight which is not a matrix of a linear layer', async () => {
    const tensor = 'transformer_blocks.0.img_mod.1.bias';
    const misfit = withAdapters(base, [await adapter('lora.safetensors', factors(4, 1), tensor)]);
    expect(() => build(misfit)).toThrow(
      expect.objectContaining({
        details: {
          file: 'lora.safetensors',
          tensor,
          expected: 'the weight of a linear layer',
          received: 'another weight',
        },
      }),
    );
  });
});
