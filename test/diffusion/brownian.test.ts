// Brownian noise of torchsde. Seeds are those of numpy 2.4: SeedSequence(entropy, spawn_key, pool_size=24).
import { describe, expect, it } from 'vitest';
import { brownianNoise } from '../../inference/diffusion/noise/brownian-tree.ts';
import { firstSeed } from '../../inference/diffusion/noise/seed-sequence.ts';

const PATH = { seed: '8', dims: [1, 16, 2, 2], before: 0, low: 0.25, high: 1 };

/** As a step to `to` adds it: not divided by the length of the way. */
function increment(from: number, to: number): Float32Array {
  return brownianNoise(PATH, from, to).data.map((value) => value * Math.sqrt(from - to));
}

describe('a seed sequence', () => {
  it.each([
    [8n, [], 3934360524],
    [8n, [0, 1], 3857586621],
    [8n, [5, 3], 2360764537],
    [2n ** 40n + 5n, [1, 1], 1084705700],
  ])('of %i and %j', (entropy, spawnKey, seed) => {
    expect(firstSeed({ entropy, spawnKey, poolSize: 24 })).toBe(seed);
  });
});

describe('a Brownian path', () => {
  it('goes as far in two steps as in one', () => {
    const [whole, first, second] = [increment(0.9, 0.3), increment(0.9, 0.61), increment(0.61, 0.3)];
    const sums = whole.map((value, i) => value - (first[i] as number) - (second[i] as number));
    expect(Math.max(...sums.map(Math.abs))).toBeLessThan(1e-5);
  });

  it('gives a batch the shares of one draw', () => {
    const both = brownianNoise({ ...PATH, dims: [1, 32, 2, 2] }, 0.9, 0.3).data;
    const shares = [0, 1].map((before) => brownianNoise({ ...PATH, before }, 0.9, 0.3).data);
    expect([both.slice(0, 64), both.slice(64)]).toEqual(shares);
  });
});
