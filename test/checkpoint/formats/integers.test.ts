// Weights rounded to 8-bit integers, once: the codes of comfy-kitchen, in the layers that ComfyUI rounds.
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openComponent } from '../../../inference/checkpoint/component.ts';
import { makePrepared } from '../../../inference/checkpoint/prepared/make-prepared.ts';
import { preparedSource } from '../../../inference/checkpoint/prepared/prepared-source.ts';
import { readFloats } from '../../../inference/checkpoint/rows/read-floats.ts';
import type { PreparedWeight, StoredWeight } from '../../../inference/checkpoint/stored-weight.ts';
import type { WeightSource } from '../../../inference/checkpoint/weight-source.ts';
import { cpu } from '../../../inference/onnx/devices/cpu.ts';
import { withIntegers } from '../../../inference/onnx/devices/device.ts';
import { Transformer } from '../../../inference/families/qwen-image/transformer/transformer.ts';
import { lora, useOf } from '../../lora/support.ts';
import type { LoraUse } from '../../../inference/checkpoint/lora/use.ts';
import { gap, openGoldens, repoPath, TINY, unbatched } from '../../inference/support/goldens.ts';

const FORMATS = repoPath('test/fixtures/formats');
const temporary = (): Promise<string> => mkdtemp(join(tmpdir(), 'inkloom-'));

async function integersOf(dir: string, folder: string): Promise<WeightSource> {
  return preparedSource(await openComponent(dir), { folder, digest: dir, matrices: 'integers' });
}

const isMade = (weight: StoredWeight | undefined): weight is PreparedWeight => weight?.encoding === 'prepared';

function madeOf(source: WeightSource): PreparedWeight[] {
  return [...source.names()].map((name) => source.get(name)).filter(isMade);
}

describe('integers made of bf16', async () => {
  const source = await integersOf(join(FORMATS, 'int8.safetensors'), await temporary());
  await makePrepared(madeOf(source), () => {});
  const expected = await openGoldens('../formats/int8.expected');

  it.each([
    ['a', 256],
    ['b', 64],
    ['c', 16],
    ['d', 4],
    ['e', undefined],
  ] as const)('%s, rotated in groups of %s', async (name, groupSize) => {
    const { made } = source.get(`blocks.0.${name}.weight`) as PreparedWeight;
    const scaled = made.encoding === 'rotated' ? made.rotated : made;
    if (scaled.encoding !== 'scaled') throw new Error('no scale');
    expect(made.encoding === 'rotated' ? made.groupSize : undefined).toBe(groupSize);
    const [scale, codes] = [await expected.get(`${name}.scale`), await expected.get(`${name}.codes`)];
    const received = await readFloats({ ...scaled.values, encoding: 'plain' });
    // Sums of a rotation are rounded in another order: a value between two codes may go to either.
    const differences = received.map((code, i) => Math.abs(code - (codes.data[i] as number)));
    expect(Math.max(...differences)).toBeLessThanOrEqual(1);
    expect(differences.filter((each) => each > 0).length).toBeLessThanOrEqual(codes.data.length / 1000);
    const factors = await readFloats({ ...scaled.scale, encoding: 'plain' });
    expect([...factors]).toEqual([...scale.data].map((each) => expect.closeTo(each, 7) as number));
    expect(scaled.scale).toMatchObject({ dtype: 'F32', shape: scale.dims });
  });

  it('are made of the matrices in blocks, and of nothing else', () => {
    for (const name of ['img_in.weight', 'blocks.0.norm.weight']) expect(source.get(name)?.encoding).toBe('plain');
    expect(madeOf(source)).toHaveLength(5);
  });
});

describe('files that hold integers', () => {
  it.each(['tiny_int8_convrot', 'tiny_int8_rowwise', 'tiny_int8_tensorwise'])('%s is used as it is', async (name) => {
    const source = await integersOf(join(FORMATS, `comfyui/${name}.safetensors`), await temporary());
    expect(madeOf(source)).toEqual([]);
  });

  it('of 4 bits and row scales are unpacked, to the same file as for exact products', async () => {
    const [folder, dir] = [await temporary(), join(FORMATS, 'packed.safetensors')];
    const packed = (await openComponent(dir)).get('w4a4.weight');
    if (packed?.encoding !== 'rotated') throw new Error('w4a4 is not rotated');
    const named = { label: dir, names: () => ['blocks.0.x.weight'], updates: () => [], get: () => packed };
    const [as, exact] = (['integers', undefined] as const).map((matrices) => {
      const place = { folder, digest: dir, ...(matrices ? { matrices } : {}) };
      return preparedSource(named, place).get('blocks.0.x.weight') as PreparedWeight;
    });
    expect(as?.made).toEqual(exact?.made);
  });
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
  const device = withIntegers(cpu, 'absmax');

  it('gives the velocity of the exact one up to the error of 8 bits, packed or in place', async () => {
    const folder = await temporary();
    const plan = await Transformer.plan({ dir }, device, { folder, digest: dir, matrices: 'integers' });
    await makePrepared(plan.prepared ?? [], () => {});
    // Ten linear layers of each of two blocks that run with tokens, two that modulate: none is left out.
    expect(await readdir(folder)).toHaveLength(plan.prepared?.length ?? 0);
    const [packed, mapped] = [plan.memory('int8'), plan.memory('int8-mapped')];
    expect(packed.copied).toBeGreaterThan(mapped.copied);
    expect(packed.copied).toBeLessThan((await Transformer.plan({ dir })).memory('fp32').copied / 3);
    const exact = await (await Transformer.load(dir, { precision: 'fp32' })).predict(input);
    const results = await Promise.all(
      (['int8', 'int8-mapped'] as const).map(async (precision) => (await plan.load({ precision })).predict(input)),
    );
    const largest = Math.max(...exact.data.map(Math.abs));
    for (const result of results) {
      const error = gap('velocity in integers', result, exact) / largest;
      expect(error).toBeLessThan(0.03);
      expect(error).toBeGreaterThan(1e-4);
    }
    expect(results[1]).toEqual(results[0]);
  });

  it('is changed by LoRAs beside its integers as the exact one is, and by merged ones', async () => {
    const folder = await temporary();
    const change = async (use: LoraUse, precision: 'int8' | 'fp32'): Promise<Float32Array> => {
      const isExact = precision === 'fp32';
      const place = { folder, digest: dir, ...(isExact ? {} : { matrices: 'integers' as const }) };
      const [before, after] = await Promise.all(
        [[], [use]].map(async (loras) => {
          const plan = await Transformer.plan({ dir, loras }, isExact ? cpu : device, place);
          await makePrepared(plan.prepared ?? [], () => {});
          const model = await plan.load({ precision });
          return (await model.predict({ ...input, strengths: loras.map(({ strength }) => strength) })).data;
        }),
      );
      return (after ?? Float32Array.of()).map((value, i) => value - (before?.[i] ?? NaN));
    };
    for (const name of ['kohya', 'lokr']) {
      const use = await useOf(lora(name));
      const [exact, received] = [await change(use, 'fp32'), await change(use, 'int8')];
      const differences = received.map((value, i) => Math.abs(value - (exact[i] ?? NaN)));
      expect(Math.max(...differences) / Math.max(...exact.map(Math.abs))).toBeLessThan(0.25);
    }
  });
});
