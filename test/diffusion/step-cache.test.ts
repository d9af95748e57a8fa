// Step caches with a model of two numbers: which passes run all blocks, and what takes the place of the others.
import { describe, expect, it } from 'vitest';
import { packRows, unpackRows } from '../../inference/diffusion/step-cache/packed-rows.ts';
import { predictPasses, type StepCacheUse } from '../../inference/diffusion/step-cache/passes.ts';
import { NOTHING_KNOWN, probeOf, relativeChange } from '../../inference/diffusion/step-cache/step-cache.ts';
import type { VelocityPredictor } from '../../inference/diffusion/velocity-predictor.ts';
import { noPulse } from '../../inference/pulse.ts';
import { float32, zeros } from '../../inference/tensor.ts';

const row = (...values: number[]) => float32(Float32Array.from(values), [1, values.length]);
const embeds = zeros([1, 1]);
const step = (sigma: number, cache: StepCacheUse) => ({ sigma, cache, pulse: noPulse });

/** A model whose first block adds `first` to the token, and whose other blocks add `rest`: its velocity is the sum. */
function model(first: readonly number[], rest: readonly number[]): VelocityPredictor & { readonly full: number[] } {
  const full: number[] = [];
  let calls = 0;
  return {
    full,
    toLatents: (tokens) => tokens,
    predict: () => Promise.reject(new Error('a cached step starts its passes')),
    start() {
      const call = calls;
      calls += 1;
      const one = first[call] as number;
      const velocity = (change: number) => row(one + change, 2 * (one + change));
      return Promise.resolve({
        firstChange: row(one, 2 * one),
        finish() {
          full.push(call);
          const change = rest[call] as number;
          return Promise.resolve({ velocity: velocity(change), change: row(change, change) });
        },
        finishWith: (change) => Promise.resolve(velocity(change.data[0] as number)),
      });
    },
  };
}

/** First values of the velocities of steps at these sigmas, one pass each. */
async function steps(predictor: VelocityPredictor, sigmas: readonly number[], cache: Omit<StepCacheUse, 'memory'>) {
  let memory = NOTHING_KNOWN;
  const found: number[] = [];
  for (const sigma of sigmas) {
    const use = { ...cache, memory: structuredClone(memory) };
    const pass = { name: 'velocity', conditioning: { embeds } };
    const result = await predictPasses(predictor, [pass], { sigma, cache: use, pulse: noPulse });
    memory = result.memory;
    found.push(result.velocities[0]?.data[0] as number);
  }
  return found;
}

describe('a first block cache', () => {
  it('skips blocks while the first one changes the picture by less than the threshold', async () => {
    const predictor = model([1, 1.05, 1.09, 1.2, 1.2], [10, 11, 12, 13, 14]);
    const found = await steps(predictor, [1, 0.9, 0.8, 0.7, 0.6], { kind: 'first-block', threshold: 0.1 });
    expect(predictor.full).toEqual([0, 3]);
    [11, 11.05, 11.09, 14.2, 14.2].forEach((value, i) => expect(found[i]).toBeCloseTo(value, 5));
  });

  it('compares with the last full pass, so that small changes add up', async () => {
    const predictor = model([1, 1.06, 1.12], [10, 11, 12]);
    await steps(predictor, [1, 0.9, 0.8], { kind: 'first-block', threshold: 0.1 });
    expect(predictor.full).toEqual([0, 2]);
  });

  it('may follow the change of the last two full passes', async () => {
    const predictor = model([1, 2, 2.02, 2.04], [10, 12, 0, 0]);
    const found = await steps(predictor, [1, 0.9, 0.85, 0.7], { kind: 'forecast', threshold: 0.1 });
    expect(predictor.full).toEqual([0, 1]);
    // From 10 at 1 to 12 at 0.9: 13 at 0.85, 16 at 0.7.
    [11, 14, 15.02, 18.04].forEach((value, i) => expect(found[i]).toBeCloseTo(value, 3));
  });

  it('runs all blocks for both prompts when one of them needs it', async () => {
    const predictor = model([1, 1, 1, 3], [10, 20, 30, 40]);
    const passes = ['positive', 'negative'].map((name) => ({ name, conditioning: { embeds } }));
    const cache = { kind: 'first-block', threshold: 0.1 } as const;
    const { memory } = await predictPasses(predictor, passes, step(1, { ...cache, memory: NOTHING_KNOWN }));
    await predictPasses(predictor, passes, step(0.9, { ...cache, memory }));
    expect(predictor.full).toEqual([0, 1, 2, 3]);
  });

  it('starts anew with another number of prompts or another size of picture', async () => {
    const predictor = model([1, 1], [10, 20]);
    const cache = { kind: 'first-block', threshold: 0.1 } as const;
    const pass = { name: 'velocity', conditioning: { embeds } };
    const { memory } = await predictPasses(predictor, [pass], step(1, { ...cache, memory: NOTHING_KNOWN }));
    const other = { passes: [...memory.passes, ...memory.passes] };
    await predictPasses(predictor, [pass], step(0.9, { ...cache, memory: other }));
    expect(predictor.full).toEqual([0, 1]);
    expect(relativeChange(zeros([1, 2]), zeros([2, 2]))).toBe(Infinity);
  });

  it('is refused by a model without a first block', async () => {
    const predictor: VelocityPredictor = { predict: () => Promise.resolve(embeds), toLatents: (tokens) => tokens };
    const use: StepCacheUse = { kind: 'first-block', threshold: 0.1, memory: NOTHING_KNOWN };
    await expect(
      predictPasses(predictor, [{ name: 'velocity', conditioning: { embeds } }], step(1, use)),
    ).rejects.toMatchObject({ code: 'invalid-input', details: { field: 'stepCache' } });
  });
});

describe('the memory of a step cache', () => {
  it('keeps 16 bits of each value, by the largest of its row', () => {
    const values = float32(Float32Array.of(32_767, -3, 0.4, 0, 0, 0, 1e-3, -2e7, 1), [3, 3]);
    const { codes, units } = packRows(values);
    expect([...codes]).toEqual([32_767, -3, 0, 0, 0, 0, 0, -32_767, 0]);
    expect([...units]).toEqual([1, 0, Math.fround(2e7 / 32_767)]);
    expect(unpackRows(packRows(values)).data[7]).toBeCloseTo(-2e7, -1);
  });

  it('compares at most 256 tokens, spread over the picture', () => {
    const tokens = float32(
      Float32Array.from({ length: 1000 }, (_, i) => i),
      [1000, 1],
    );
    expect(probeOf(tokens).dims).toEqual([250, 1]);
    expect(probeOf(tokens).data.slice(0, 3)).toEqual(Float32Array.of(0, 4, 8));
  });
});
