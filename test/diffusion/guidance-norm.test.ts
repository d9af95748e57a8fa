// ComfyUI's CFGNorm before guidance; after it, see parity.test.ts.
import { describe, expect, it } from 'vitest';
import { normalised } from '../../inference/diffusion/guidance-norm.ts';
import { float32 } from '../../inference/tensor.ts';

/** Two channels of two pixels: the guided pixels are [3, 4] and [0, 0], the positive ones [0, 10] and [6, 8]. */
const guided = float32(Float32Array.of(3, 0, 4, 0), [1, 2, 1, 2]);
const positive = float32(Float32Array.of(0, 6, 10, 8), [1, 2, 1, 2]);
const step = { latents: guided, sigma: 0.5, guided, positive };

describe('a norm of guidance', () => {
  it.each([
    [1, [6, 0, 8, 0]],
    [0.5, [4.5, 0, 6, 0]],
    [0, [3, 0, 4, 0]],
  ])('of strength %s gives each pixel that share of its length without guidance', (strength, expected) => {
    expect([...normalised(step, [{ of: 'guidance', strength }]).data]).toEqual(expected);
  });
});
