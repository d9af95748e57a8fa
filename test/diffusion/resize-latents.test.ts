// Latents in another size and in parts. The sizes are those that ComfyUI's LatentUpscale and LatentUpscaleBy give.
import { describe, expect, it } from 'vitest';
import { resizedLatentSize, resizeLatents } from '../../inference/diffusion/resize-latents.ts';
import { cutTensor } from '../../inference/tensor-cut.ts';
import { float32 } from '../../inference/tensor.ts';

/** Two channels, rows of three. */
const WIDE = float32(Float32Array.of(1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60), [1, 2, 2, 3]);

describe('latents', () => {
  it('are resized channel by channel', () => {
    const { dims, data } = resizeLatents({
      latents: WIDE,
      width: 3,
      height: 1,
      interpolation: 'area',
      crop: false,
    });
    expect([dims, [...data]]).toEqual([
      [1, 2, 1, 3],
      [2.5, 3.5, 4.5, 25, 35, 45],
    ]);
  });

  it('are cut to the middle for another shape when asked', () => {
    const tall = { latents: WIDE, width: 1, height: 2, interpolation: 'nearest-exact', crop: true } as const;
    expect([...resizeLatents(tall).data]).toEqual([2, 5, 20, 50]);
  });
});

describe('the size of resized latents', () => {
  const from = { width: 11, height: 16 };

  it.each([
    [1.5, 16, 24],
    [0.01, 1, 1],
    [{ width: 200, height: 100 }, 25, 12],
    [{ width: 8, height: 100 }, 8, 12],
    [{ width: 0, height: 0 }, 11, 16],
    [{ width: 0, height: 256 }, 22, 32],
    [{ width: 176, height: 0 }, 22, 32],
  ])('for %j', (asked, width, height) => {
    expect(resizedLatentSize(from, 8, asked)).toEqual({ width, height });
  });
});

describe('a part of a tensor', () => {
  it.each([
    [1, 1, 1, [10, 20, 30, 40, 50, 60]],
    [2, 1, 1, [4, 5, 6, 40, 50, 60]],
    [3, 1, 2, [2, 3, 5, 6, 20, 30, 50, 60]],
  ])('along axis %i from %i on, %i slices', (axis, first, count, values) => {
    expect([...cutTensor(WIDE, axis, first, count).data]).toEqual(values);
  });

  it('must lie within', () => {
    expect(() => cutTensor(WIDE, 3, 2, 2)).toThrow('Expected slices within 3, got 2 from 2 on');
  });
});
