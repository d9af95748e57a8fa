// Several LoRAs at once: sums in any order, DoRA after or before others, and what has to be loaded anew.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LoraUse } from '../../inference/checkpoint/lora/use.ts';
import { FamilyRegistry } from '../../inference/families/registry.ts';
import { Residents } from '../../inference/runtime/residents.ts';
import type { Tensor } from '../../inference/tensor.ts';
import { gap, openGoldens, repoPath, unbatched } from '../inference/support/goldens.ts';
import { readAll } from '../inference/support/temporary-checkpoint.ts';
import { changedTransformer, inDType, lora, temporaryFolder, TRANSFORMER, useOf, writeLora } from './support.ts';

const inputs = await openGoldens('transformer');
const [low, lokr, dora] = await Promise.all(['kohya', 'lokr', 'dora'].map((name) => useOf(lora(name))));
if (!low || !lokr || !dora) throw new Error('three LoRAs');

const at = (use: LoraUse, strength: number): LoraUse => ({ ...use, strength });

async function velocity(uses: readonly LoraUse[], folder?: string, dir?: string): Promise<Tensor<'float32'>> {
  const model = await changedTransformer(uses, folder, dir);
  return model.predict({
    latents: unbatched(await inputs.get('input.latents.8x8')),
    text: unbatched(await inputs.get('input.text.9')),
    timestep: 0.5123,
    grids: [{ frames: 1, height: 8, width: 8 }],
    strengths: uses.map(({ strength }) => strength),
  });
}

test('a LoRA beside a merged one gives what it gives in the other order', async () => {
  const [one, other] = [await velocity([low, at(lokr, 0.5)]), await velocity([at(lokr, 0.5), low])];
  expect(gap('order of sums', one, other)).toBeLessThan(1e-5);
  expect(gap('without the merged one', one, await velocity([low]))).toBeGreaterThan(1e-2);
  expect(gap('without the other', one, await velocity([at(lokr, 0.5)]))).toBeGreaterThan(1e-2);
});

test('twice half of a LoRA is the LoRA, and its opposite takes it back', async () => {
  const whole = await velocity([low]);
  expect(gap('halves', await velocity([at(low, 0.5), at(low, 0.5)]), whole)).toBeLessThan(1e-5);
  expect(gap('opposite', await velocity([low, at(low, -1)]), await velocity([]))).toBeLessThan(1e-5);
  expect(gap('merged halves', await velocity([at(lokr, 0.5), at(lokr, 0.5)]), await velocity([lokr]))).toBeLessThan(
    1e-5,
  );
});

test('DoRA changes what LoRAs before it made of the weight, and not those after it', async () => {
  expect(gap('order', await velocity([low, dora]), await velocity([dora, low]))).toBeGreaterThan(1e-3);
});

test.for(['F16', 'F32', 'F8_E4M3', 'F8_E5M2'] as const)('factors in %s', async (dtype) => {
  const exact = { F16: 2 ** -11, F32: 2 ** -20, F8_E4M3: 2 ** -4, F8_E5M2: 2 ** -3 }[dtype];
  const [folder, tensors] = [await temporaryFolder(), await readAll(lora('kohya'))];
  const file = await writeLora(Object.fromEntries([...tensors].map(([name, each]) => [name, inDType(each, dtype)])));
  const whole = await velocity([low]);
  const change = gap('all of the change', whole, await velocity([]));
  const distance = gap(dtype, await velocity([await useOf(file)], folder), whole);
  expect(distance).toBeLessThan(change * exact);
  // Eight bits change the picture: a factor that was read as something else would not be noticed otherwise.
  expect(distance > change * 1e-3).toBe(dtype.startsWith('F8'));
  expect(await readdir(folder)).toHaveLength(dtype.startsWith('F8') ? 1 : 0);
});

describe('prepared files', () => {
  test('hold the merged weights only, one for each strength of what is merged', async () => {
    const folder = await temporaryFolder();
    const files = async (): Promise<number> => (await readdir(folder)).length;
    await velocity([low], folder);
    expect(await files()).toBe(0);
    await velocity([low, lokr], folder);
    await velocity([at(low, 0.3), lokr], folder);
    expect(await files()).toBe(1);
    await velocity([low, at(lokr, 0.3)], folder);
    expect(await files()).toBe(2);
    await velocity([low, dora], folder);
    await velocity([at(low, 0.3), dora], folder);
    await velocity([dora, low], folder);
    await velocity([dora, at(low, 0.3)], folder);
    expect(await files()).toBe(5);
  });
});

describe('on a base in 8 bits', () => {
  const COMFYUI = repoPath('test/fixtures/formats/comfyui');

  test.for(['tiny_fp8_scaled_old', 'tiny_int8_convrot'])(
    '%s: LoRAs change it as they change plain weights',
    async (name) => {
      const dir = join(COMFYUI, `${name}.safetensors`);
      const change = async (uses: readonly LoraUse[], base?: string): Promise<Tensor<'float32'>> => {
        const [after, before] = [await velocity(uses, undefined, base), await velocity([], undefined, base)];
        return { ...after, data: after.data.map((value, i) => value - (before.data[i] as number)) };
      };
      for (const uses of [[low, lokr], [dora]]) {
        const plain = await change(uses);
        const size = plain.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        expect(gap(name, await change(uses, dir), plain) / size).toBeLessThan(0.25);
      }
    },
  );
});

describe('models in memory', () => {
  const settings = { device: 'cpu', budgets: { cpu: 2 ** 30 }, precision: 'fp32', families: [] } as const;

  test.for([
    ['of a LoRA beside the weights', [low], [at(low, -3)], true],
    ['of one beside a merged one', [low, lokr], [at(low, 2), lokr], true],
    ['of one after DoRA', [dora, low], [dora, at(low, 2)], true],
    ['of one before DoRA', [low, dora], [at(low, 2), dora], false],
    ['of a merged one', [lokr], [at(lokr, 2)], false],
  ] as const)('the strength %s', async ([, first, second, isSame]) => {
    const residents = new Residents({ ...settings, prepared: await temporaryFolder() }, new FamilyRegistry());
    const get = (loras: readonly LoraUse[]) =>
      residents.get('transformer', { dir: TRANSFORMER, digest: 'tiny', loras });
    const model = await get(first);
    expect((await get(second)) === model).toBe(isSame);
    expect(residents.status().loaded).toHaveLength(isSame ? 1 : 2);
  });
});
