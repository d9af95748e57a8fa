// Files of the transformer of Qwen-Image-2.1: layouts, rounded weights and LoRAs.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parseConfig } from '../../../inference/checkpoint/config-file.ts';
import { readLora } from '../../../inference/checkpoint/lora/read-lora.ts';
import { makePrepared } from '../../../inference/checkpoint/prepared/make-prepared.ts';
import { transformerNames } from '../../../inference/families/qwen-image-2.1/layouts/transformer-names.ts';
import { transformerLoraTarget } from '../../../inference/families/qwen-image-2.1/loras.ts';
import { transformerConfigSchema } from '../../../inference/families/qwen-image-2.1/transformer/config.ts';
import { buildModulationGraph } from '../../../inference/families/qwen-image-2.1/transformer/modulation-graph.ts';
import {
  derivedTransformerConfig,
  isTransformer,
  openTransformer,
} from '../../../inference/families/qwen-image-2.1/transformer/open.ts';
import {
  Transformer,
  type TransformerInput,
} from '../../../inference/families/qwen-image-2.1/transformer/transformer.ts';
import { buildWhole } from '../../../inference/onnx/chain/build-chain.ts';
import { passParts } from '../../../inference/families/qwen-image-2.1/transformer/pass-graph.ts';
import { cpu } from '../../../inference/onnx/devices/cpu.ts';
import { withIntegers } from '../../../inference/onnx/devices/device.ts';
import type { PrecisionName } from '../../../inference/precision/registry.ts';
import { elementCount, type Tensor } from '../../../inference/tensor.ts';
import { gap, openGoldens } from '../support/goldens.ts';
import { sparseSafetensors } from '../../checkpoint/formats/sparse-file.ts';
import { firstBlocks, publishedShapes } from '../../support/sparse-checkpoint.ts';
import { layout, layoutConfig } from '../support/layouts.ts';
import { type RawTensor, readAll, writeAll } from '../support/temporary-checkpoint.ts';
import { edit, TINY_21 } from './support/sequences.ts';

const FILE = join(TINY_21, 'diffusion_pytorch_model.safetensors');
const NAME = 'edit.two.t0.5123.velocity';
const temporary = (): Promise<string> => mkdtemp(join(tmpdir(), 'inkloom-'));

let input: TransformerInput;
let reference: Tensor<'float32'>;

beforeAll(async () => {
  const goldens = await openGoldens('2.1/transformer');
  input = { ...(await edit(goldens, 'two')), timestep: 0.5123 };
  reference = await goldens.get(NAME);
});

/** Loads a plan for one test. */
async function load(
  plan: Awaited<ReturnType<typeof Transformer.plan>>,
  precision: PrecisionName,
): Promise<Transformer> {
  await makePrepared(plan.prepared ?? [], () => {});
  const model = await plan.load({ precision });
  onTestFinished(() => model.release());
  return model;
}

async function write(tensors: ReadonlyMap<string, RawTensor>): Promise<string> {
  const file = join(await temporary(), 'model.safetensors');
  await writeAll(file, tensors);
  return file;
}

/** Numbers of a matrix without a pattern that matters. */
const matrix = (rows: number, columns: number, seed: number): Float32Array =>
  Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(seed + i * 1.7) / 8);

const float = (data: Float32Array, shape: readonly number[]): RawTensor => ({
  dtype: 'F32',
  shape,
  data: new Uint8Array(data.buffer),
});

describe('a single file as ComfyUI writes it', () => {
  test('gives the velocity of the folder', async () => {
    const tensors = new Map<string, RawTensor>();
    for (const [name, tensor] of await readAll(FILE)) tensors.set(`model.diffusion_model.${name}`, tensor);
    for (const block of [0, 1]) {
      const mlp = `model.diffusion_model.transformer_blocks.${block}.img_mlp`;
      const parts = ['gate_layer', 'proj'].map((part) => tensors.get(`${mlp}.${part}.weight`) as RawTensor);
      const [gate, proj] = parts as [RawTensor, RawTensor];
      tensors.delete(`${mlp}.gate_layer.weight`);
      tensors.delete(`${mlp}.proj.weight`);
      const data = Buffer.concat([gate.data, proj.data]);
      tensors.set(`${mlp}.gate_up.weight`, { ...gate, shape: [2 * 288, 96], data });
    }
    const model = await load(await Transformer.plan({ dir: await write(tensors) }), 'fp32');
    expect(gap(NAME, await model.predict(input), reference)).toBeLessThanOrEqual(5e-5);
  });

  test('has a config that follows from its tensors, at published size too', async () => {
    const weights = transformerNames(await layout('transformer-qwen-image-2.1'));
    const published = await layoutConfig('transformer-qwen-image-2.1', transformerConfigSchema);
    expect(parseConfig(derivedTransformerConfig(weights), transformerConfigSchema, 'file')).toEqual(published);
    expect(isTransformer(weights)).toBe(true);
    expect(isTransformer(await layout('transformer-qwen-image'))).toBe(false);
  });

  test('holds what is asked for, and nothing else, at published size', async () => {
    const source = await layout('transformer-qwen-image-2.1');
    const config = await layoutConfig('transformer-qwen-image-2.1', transformerConfigSchema);
    const graphs = [buildWhole(passParts(config), source), buildModulationGraph(config, source)];
    const used = graphs.flatMap(({ weightNames }) => [...weightNames]);
    const names = [...source.names()];
    expect(used.toSorted()).toEqual(names.toSorted());
    expect(names).toHaveLength(297);
    expect(names.reduce((sum, name) => sum + elementCount(source.get(name)?.shape ?? []), 0)).toBe(7_115_124_736);
  });

  test('is multiplied in its integers, those of fused matrices too', async () => {
    const shapes = Object.entries(firstBlocks(await publishedShapes('transformer-qwen-image-2.1'), 1));
    const fused = shapes.flatMap(([name, shape]) => {
      if (name.endsWith('.proj.weight')) return [];
      const isGate = name.endsWith('.gate_layer.weight');
      return [[isGate ? name.replace('gate_layer', 'gate_up') : name, isGate ? [2 * 12_288, 4096] : shape] as const];
    });
    const { path: dir } = await sparseSafetensors(Object.fromEntries(fused), 'int8_convrot');
    const { prepared, memory } = await Transformer.plan({ dir }, withIntegers(cpu, 'absmax'));
    expect(prepared).toEqual([]);
    // Four square matrices and three of the MLP as bytes; layers around the blocks, and norms of heads, as floats.
    const integers = 4 * 4096 ** 2 + 3 * 12_288 * 4096;
    const floats = 2 * 4096 ** 2 + 2 * 64 * 4096 + 4096 + 2 * 128;
    expect(memory('int8').copied).toBe(integers + 4 * floats);
    expect(memory('int8-mapped').copied).toBe(0);
  });

  test('is refused with a tensor that its config does not describe', async () => {
    const tensors = await readAll(FILE);
    tensors.set('transformer_blocks.0.attn.to_k.bias', float(new Float32Array(96), [96]));
    await expect(Transformer.plan({ dir: await write(tensors) })).rejects.toMatchObject({
      code: 'tensor-mismatch',
      details: { tensor: 'transformer_blocks.0.attn.to_k.bias' },
    });
  });
});

describe('weights rounded to integers', () => {
  test.for([
    ['integers', ['int8', 'int8-mapped'], 0.05],
    ['nibbles', ['int4'], 0.5],
  ] as const)('as %s stay near the reference, and share their prefix to the bit', async ([matrices, ways, most]) => {
    const place = { folder: await temporary(), digest: 'tiny', matrices };
    const device = matrices === 'integers' ? withIntegers(cpu, 'absmax') : cpu;
    const plan = await Transformer.plan({ dir: TINY_21 }, device, place);
    const found: Float32Array[] = [];
    for (const precision of ways) {
      const model = await load(plan, precision);
      const [first, second] = [await model.predict(input), await model.predict(input)];
      expect(second.data).toEqual(first.data);
      found.push(first.data);
      const distance = gap(`${precision} ${NAME}`, first, reference);
      expect(distance).toBeLessThan(most);
      expect(distance).toBeGreaterThan(5e-5);
    }
    for (const data of found) expect(data).toEqual(found[0]);
  });
});

describe('a LoRA', () => {
  /** Modules of every kind, with the sizes of their weights. */
  const MODULES = {
    'txt_in.in_layer': [96, 8],
    'modulation.1': [384, 96],
    'transformer_blocks.0.attn.to_q': [96, 96],
    'transformer_blocks.1.img_mlp.gate_layer': [288, 96],
    'proj_out': [64, 96],
  } as const;
  const RANK = 2;

  test('gives what weights with its products added give, at any strength', async () => {
    const [base, factors] = [await readAll(FILE), new Map<string, RawTensor>()];
    const changed = new Map(base);
    for (const [i, [module, [out, width]]] of Object.entries(MODULES).entries()) {
      const [down, up] = [matrix(RANK, width, i), matrix(out, RANK, i + 50)];
      factors.set(`transformer.${module}.lora_A.weight`, float(down, [RANK, width]));
      factors.set(`transformer.${module}.lora_B.weight`, float(up, [out, RANK]));
      const stored = new Uint16Array(Uint8Array.from((base.get(`${module}.weight`) as RawTensor).data).buffer);
      const weight = new Float32Array(Uint32Array.from(stored, (half) => half << 16).buffer);
      const sum = weight.map((value, at) => {
        const [row, column] = [Math.floor(at / width), at % width];
        let product = 0;
        for (let r = 0; r < RANK; r += 1) product += (up[row * RANK + r] ?? NaN) * (down[r * width + column] ?? NaN);
        return value + 0.5 * product;
      });
      changed.set(`${module}.weight`, float(sum, [out, width]));
    }
    const file = await write(factors);
    const target = transformerLoraTarget((await openTransformer({ dir: TINY_21 })).weights);
    const { merges } = (await readLora(file, target)).report;
    const loras = [{ file, digest: 'made', strength: 1, merges }];
    const place = { folder: await temporary(), digest: 'tiny' };
    const model = await load(await Transformer.plan({ dir: TINY_21, loras }, cpu, place), 'fp32');
    const expected = await (await load(await Transformer.plan({ dir: await write(changed) }), 'fp32')).predict(input);
    expect(gap('changed', expected, reference)).toBeGreaterThan(1e-2);
    // A prefix belongs to a strength.
    const found = [0.5, 0, 0.5].map((strength) => () => model.predict({ ...input, strengths: [strength] }));
    for (const [i, predict] of found.entries()) {
      expect(gap(`strength ${i}`, await predict(), i === 1 ? reference : expected)).toBeLessThanOrEqual(5e-5);
    }
  });
});
