// The transformer of Qwen-Image-2.1 against the reference: velocities, the prefix that steps share, every layer.
import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  Transformer,
  type TransformerInput,
} from '../../../inference/families/qwen-image-2.1/transformer/transformer.ts';
import { float32, type Tensor } from '../../../inference/tensor.ts';
import { gap, type Goldens, openGoldens, unbatched } from '../support/goldens.ts';
import { editConfig } from '../support/temporary-checkpoint.ts';
import { edit, type EditName, grid, textToImage, TINY_21 } from './support/sequences.ts';

const VELOCITY = 5e-5;
const TIMESTEPS = [1, 0.5123, 0.02] as const;
const timeName = (t: number): string => (t === 1 ? 't1.0' : `t${t}`);

let goldens: Goldens;
let base: Transformer;
const released: Transformer[] = [];

async function load(dir = TINY_21, precision: 'fp32' | 'cast' = 'fp32'): Promise<Transformer> {
  const model = await Transformer.load(dir, { precision });
  released.push(model);
  return model;
}

beforeAll(async () => {
  goldens = await openGoldens('2.1/transformer');
  base = await load();
});
afterAll(async () => {
  await Promise.all(released.map((model) => model.release()));
});

async function distance(model: Transformer, name: string, input: TransformerInput): Promise<number> {
  return gap(name, await model.predict(input), await goldens.get(name));
}

describe('velocity equals the reference', () => {
  test.for(['fp32', 'cast'] as const)('from text alone, with weights as %s', async (precision) => {
    const model = precision === 'fp32' ? base : await load(TINY_21, precision);
    for (const target of [grid(8, 8), grid(4, 7), grid(3, 8)]) {
      for (const tokens of [1, 9, 40]) {
        const input = await textToImage(goldens, target, tokens);
        for (const timestep of TIMESTEPS) {
          const name = `t2i.${target.height}x${target.width}.text${tokens}.${timeName(timestep)}.velocity`;
          expect(await distance(model, name, { ...input, timestep })).toBeLessThanOrEqual(VELOCITY);
        }
      }
    }
  });

  test.for([
    ['one', TIMESTEPS],
    ['two', TIMESTEPS],
    ['adjacent', [0.5123]],
    ['image_first', [0.5123]],
  ] as const satisfies readonly (readonly [EditName, readonly number[]])[])(
    'with pictures: %s',
    async ([name, timesteps]) => {
      const input = await edit(goldens, name);
      for (const timestep of timesteps) {
        expect(
          await distance(base, `edit.${name}.${timeName(timestep)}.velocity`, { ...input, timestep }),
        ).toBeLessThanOrEqual(VELOCITY);
      }
    },
  );

  test('of the first prompt of a batch', async () => {
    const [latents, text, expected] = await Promise.all(
      ['latents', 'text', 't0.5123.velocity'].map((name) => goldens.get(`batch.${name}`)),
    );
    const first = (all: Tensor<'float32'> | undefined): Tensor<'float32'> => {
      const { data, dims } = all as Tensor<'float32'>;
      return float32(data.slice(0, data.length / 2), dims.slice(1));
    };
    const velocity = await base.predict({
      text: first(text),
      target: { tokens: first(latents), grid: grid(4, 7) },
      timestep: 0.5123,
    });
    expect(gap('batch 0', velocity, first(expected))).toBeLessThanOrEqual(VELOCITY);
  });

  test('of a model whose prompt has the timestep of the picture', async () => {
    const dir = join(await mkdtemp(join(tmpdir(), 'inkloom-')), 'transformer');
    await cp(TINY_21, dir, { recursive: true });
    await editConfig(dir, { causal_condition: false });
    const input = await textToImage(goldens, grid(4, 7), 9);
    const model = await load(dir);
    // At another timestep first, whose prefix is of no use.
    await model.predict({ ...input, timestep: 0.9 });
    const name = 'no_causal_condition.4x7.text9.t0.5123.velocity';
    expect(await distance(model, name, { ...input, timestep: 0.5123 })).toBeLessThanOrEqual(VELOCITY);
  });
});

describe('steps share their prefix', () => {
  test('and a later one gives the reference', async () => {
    const model = await load();
    const input = await edit(goldens, 'two');
    const first = await model.predict(input);
    const whole = unbatched(await goldens.get('cache.step1.t1.0.output'));
    const ofTarget = float32(whole.data.slice(-first.data.length), first.dims);
    expect(gap('cache.step1', first, ofTarget)).toBeLessThanOrEqual(VELOCITY);
    const tokens = unbatched(await goldens.get('cache.step2.latents'));
    const next = { ...input, target: { ...input.target, tokens }, timestep: 0.5123 };
    expect(await distance(model, 'cache.step2.t0.5123.output', next)).toBeLessThanOrEqual(VELOCITY);
    expect(await distance(model, 'cache.step2.t0.5123.without_cache', next)).toBeLessThanOrEqual(VELOCITY);
  });

  test('to the bit of a run that begins at a later step', async () => {
    const [unbroken, resumed] = [await load(), await load()];
    const input = await edit(goldens, 'two');
    await unbroken.predict(input);
    const later = { ...input, timestep: 0.5123 };
    expect((await resumed.predict(later)).data).toEqual((await unbroken.predict(later)).data);
  });
});

describe('parts of a pass, for step caches', () => {
  test('add up to a whole one', async () => {
    const model = await load();
    const input = { ...(await edit(goldens, 'two')), timestep: 0.5123 };
    const started = await model.start(input);
    const { velocity, change } = await started.finish(() => Promise.resolve());
    expect(gap('finished', velocity, await goldens.get('edit.two.t0.5123.velocity'))).toBeLessThanOrEqual(VELOCITY);
    expect(started.firstChange.dims).toEqual(change.dims);
    // Now the prefix is there.
    const again = await (await model.start(input)).finishWith(change);
    expect(gap('finished with the change', again, velocity)).toBeLessThanOrEqual(VELOCITY);
    expect(await distance(model, 'edit.two.t0.5123.velocity', input)).toBeLessThanOrEqual(VELOCITY);
  });
});

describe('predict refuses', () => {
  test('a prompt that was encoded without the pictures', async () => {
    const input = await edit(goldens, 'one');
    await expect(base.predict({ ...input, slots: [] })).rejects.toMatchObject({
      code: 'invalid-input',
      details: { field: 'references', expected: '6', received: 'none' },
    });
  });
  test('slots outside of the prompt', async () => {
    const input = await edit(goldens, 'one');
    await expect(base.predict({ ...input, slots: [{ start: 18, length: 6 }] })).rejects.toMatchObject({
      code: 'invalid-input',
      details: { field: 'pictures', received: '18 to 24' },
    });
  });
  test('text of another width', async () => {
    const input = await textToImage(goldens, grid(8, 8), 9);
    await expect(base.predict({ ...input, text: float32(new Float32Array(32), [1, 32]) })).rejects.toMatchObject({
      code: 'invalid-input',
      details: { field: 'text', received: '[1, 32]' },
    });
  });
});
