/** Noise against torch.randn: every seed and size of the goldens, sequences from one generator, bfloat16. */
import { describe, expect, it } from 'vitest';
import { roundToBfloat16 } from '../../inference/diffusion/noise/bfloat16.ts';
import { drawLatentNoise } from '../../inference/diffusion/noise/latent-noise.ts';
import { MAX_SEED, TorchGenerator } from '../../inference/diffusion/noise/torch-generator.ts';
import { loadGoldens } from '../inference/support/golden-tensors.ts';

const goldens = await loadGoldens('noise.safetensors');

/** The seed in a name such as `float32.seed42.1x1x16x16x12`. */
const seedOf = (name: string): bigint => BigInt(/seed(\d+)/.exec(name)?.[1] ?? '');
const sequences = goldens.names.filter((name) => name.startsWith('sequence'));

function differing(actual: Float32Array, expected: Float32Array): number {
  expect(actual).toHaveLength(expected.length);
  return actual.filter((value, index) => value !== expected[index]).length;
}

describe('TorchGenerator', () => {
  it.each(goldens.names.filter((name) => name.startsWith('float32')))('draws %s exactly', (name) => {
    const { values } = goldens(name);
    expect(differing(new TorchGenerator(seedOf(name)).randn(values.length), values)).toBe(0);
  });

  it.each([...new Set(sequences.map(seedOf))])('draws six times in a row from seed %s exactly', (seed) => {
    const generator = new TorchGenerator(seed);
    const names = sequences
      .filter((name) => seedOf(name) === seed)
      .toSorted((a, b) => Number(a.split('.')[2]) - Number(b.split('.')[2]));
    expect(names).toHaveLength(6);
    for (const name of names) {
      const { values } = goldens(name);
      expect(differing(generator.randn(values.length), values)).toBe(0);
    }
  });

  it('uses the low 32 bits of a 64-bit seed', () => {
    expect(new TorchGenerator(5n).randn(32)).toEqual(new TorchGenerator(5n + 2n ** 32n).randn(32));
  });

  it('refuses a seed out of range', () => {
    expect(() => new TorchGenerator(-1n)).toThrow('The seed must be from 0 to 18446744073709551615, got -1');
    expect(() => new TorchGenerator(MAX_SEED + 1n)).toThrow('The seed must be');
    expect(new TorchGenerator(MAX_SEED).randn(0)).toHaveLength(0);
  });
});

describe('bfloat16', () => {
  const latents = goldens.names.filter((name) => name.startsWith('bfloat16') && goldens(name).values.length % 16 === 0);

  it.each(latents)('draws %s as the rounded float32 draw', (name) => {
    const { values } = goldens(name);
    expect(differing(roundToBfloat16(new TorchGenerator(seedOf(name)).randn(values.length)), values)).toBe(0);
  });

  it('rounds ties to even and leaves exact values alone', () => {
    const rounded = roundToBfloat16(Float32Array.of(1, -2.5, 1 + 2 ** -8, 1 + 3 * 2 ** -8, 1 + 2 ** -8 + 2 ** -20, 0));
    expect([...rounded]).toEqual([1, -2.5, 1, 1 + 2 ** -6, 1 + 2 ** -7, 0]);
  });
});

describe('drawLatentNoise', () => {
  const shape = { batch: 1, channels: 16, height: 16, width: 12 };
  const drawn = (
    ...mode: Parameters<typeof drawLatentNoise> extends [unknown, unknown, ...infer Rest] ? Rest : never
  ) => drawLatentNoise(new TorchGenerator(42n), shape, ...mode);

  it('is the float32 draw for ComfyUI, and for diffusers in float32', () => {
    const { values } = goldens('float32.seed42.1x1x16x16x12');
    expect(drawn('comfyui', 'bfloat16').data).toEqual(values);
    expect(drawn('diffusers', 'float32').data).toEqual(values);
    expect(drawn().dims).toEqual([1, 16, 16, 12]);
  });

  it('is the bfloat16 draw for diffusers in bfloat16', () => {
    expect(drawn('diffusers', 'bfloat16').data).toEqual(goldens('bfloat16.seed42.1x1x16x16x12').values);
  });
});
