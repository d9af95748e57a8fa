// Prefixes of runs: found by their content, kept as far as there is memory, and never a reason for other results.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GrownTensors } from '../../../inference/families/qwen-image-2.1/transformer/grown-tensors.ts';
import { type Prefix, PrefixCache } from '../../../inference/families/qwen-image-2.1/transformer/prefix-cache.ts';
import {
  Transformer,
  type TransformerInput,
} from '../../../inference/families/qwen-image-2.1/transformer/transformer.ts';
import type { SpareMemory } from '../../../inference/spare-memory.ts';
import { KeptMemory } from '../../../inference/runtime/kept-memory.ts';
import { float32 } from '../../../inference/tensor.ts';
import { type Goldens, openGoldens } from '../support/goldens.ts';
import { edit, TINY_21 } from './support/sequences.ts';

/** Memory for so many bytes. */
function room(bytes: number): SpareMemory & { readonly kept: KeptMemory } {
  const kept = new KeptMemory();
  const isFree = (more: number): boolean => kept.bytes + more <= bytes;
  return { kept, isFree, makeFree: (more) => Promise.resolve(isFree(more)), take: (...taken) => kept.take(...taken) };
}

const prefixOf = (text: number): Prefix => ({
  text: float32(Float32Array.of(text, 2), [1, 2]),
  slots: [{ start: 0, length: 1 }],
  references: [float32(Float32Array.of(3, 4, 5, 6), [4, 1])],
  strengths: [0.5],
  timestep: 0,
});

/** One pass: looks for its prefix, and keeps it when there is room for 10 bytes. @returns whether it was there. */
async function pass(cache: PrefixCache, prefix: Prefix): Promise<boolean> {
  if (cache.get(prefix)) return true;
  if (await cache.hasRoom(10)) cache.keep(prefix, new GrownTensors(1, 1), 10);
  return false;
}

describe('a cache of prefixes', () => {
  it('finds one of equal content only', async () => {
    const cache = new PrefixCache(room(100));
    await pass(cache, prefixOf(1));
    expect(await pass(cache, prefixOf(1))).toBe(true);
    const others: Prefix[] = [
      prefixOf(9),
      { ...prefixOf(1), references: [float32(Float32Array.of(3, 4, 5, 7), [4, 1])] },
      { ...prefixOf(1), references: [] },
      { ...prefixOf(1), slots: [{ start: 1, length: 1 }] },
      { ...prefixOf(1), strengths: [1] },
      { ...prefixOf(1), timestep: 0.5 },
    ];
    expect(others.map((other) => cache.get(other))).toEqual(others.map(() => undefined));
  });

  it('keeps one of two prompts that take turns when there is room for one', async () => {
    const cache = new PrefixCache(room(15));
    const [positive, negative] = [prefixOf(1), prefixOf(2)];
    const found: boolean[] = [];
    for (let step = 0; step < 3; step += 1) {
      found.push(await pass(cache, positive), await pass(cache, negative));
    }
    expect(found).toEqual([false, false, true, false, true, false]);
  });

  it('lets go of the prompts of an earlier run', async () => {
    const memory = room(25);
    const cache = new PrefixCache(memory);
    for (const text of [1, 2, 1, 2, 3, 4]) await pass(cache, prefixOf(text));
    expect([await pass(cache, prefixOf(3)), await pass(cache, prefixOf(4))]).toEqual([true, true]);
    expect(memory.kept.bytes).toBe(20);
    cache.release();
    expect(memory.kept.bytes).toBe(0);
  });
});

describe('a step gives the same bytes', () => {
  let goldens: Goldens;
  let input: TransformerInput;
  let expected: Float32Array;
  let keptBytes: number;
  const models: Transformer[] = [];
  const load = async (spare: SpareMemory): Promise<Transformer> => {
    const model = await (await Transformer.plan({ dir: TINY_21 })).load({ precision: 'fp32', spare });
    models.push(model);
    return model;
  };
  beforeAll(async () => {
    goldens = await openGoldens('2.1/transformer');
    input = { ...(await edit(goldens, 'two')), timestep: 0.5123 };
    const memory = room(2 ** 30);
    const model = await load(memory);
    await model.predict(input);
    keptBytes = memory.kept.bytes;
    expected = (await model.predict(input)).data;
  });
  afterAll(async () => {
    await Promise.all(models.map((model) => model.release()));
  });

  it('with the keys and values of 66 tokens in 2 blocks kept', () => {
    expect(keptBytes).toBe(2 * 66 * 96 * 2 * 4);
  });

  it('without room for its prefix', async () => {
    const memory = room(1000);
    const model = await load(memory);
    for (let step = 0; step < 2; step += 1) expect((await model.predict(input)).data).toEqual(expected);
    expect(memory.kept.bytes).toBe(0);
  });

  it('after others needed the memory', async () => {
    const memory = room(2 ** 30);
    const model = await load(memory);
    await model.predict(input);
    memory.kept.shrinkTo(0);
    expect((await model.predict(input)).data).toEqual(expected);
    expect(memory.kept.bytes).toBeGreaterThan(0);
  });

  it('after a cancelled one', async () => {
    const memory = room(2 ** 30);
    const model = await load(memory);
    const cancelled = model.predict({ ...input, pulse: () => Promise.reject(new Error('nobody waits')) });
    await expect(cancelled).rejects.toThrow('nobody waits');
    expect(memory.kept.bytes).toBe(0);
    expect((await model.predict(input)).data).toEqual(expected);
  });
});
