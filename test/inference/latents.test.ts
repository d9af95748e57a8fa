/** Sizes, packing, 8-bit pictures and the preview. */
import { assert as check, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { previewLatents } from '../../inference/diffusion/preview.ts';
import { latentGrid } from '../../inference/diffusion/latent-grid.ts';
import { roundHalfToEven } from '../../inference/rounding.ts';
import { imageToTensor, tensorToImages } from '../../inference/image/pixels.ts';
import { packLatents, unpackLatents } from '../../inference/transformer/pack.ts';
import { LATENT_COLOURS } from '../../inference/families/qwen-image/latents/preview.ts';
import { float32, zeros } from '../../inference/tensor.ts';
import { loadGoldens } from './support/golden-tensors.ts';

const QWEN = { vaeScale: 8, patch: 2 };

describe('latentGrid', () => {
  it('gives pixels, latent pixels and tokens', () => {
    expect(latentGrid(1664, 928, QWEN)).toEqual({
      width: 1664,
      height: 928,
      latentWidth: 208,
      latentHeight: 116,
      columns: 104,
      rows: 58,
    });
  });

  it.each([
    [1000, 'The width must be a multiple of 16, got 1000; nearest: 992 and 1008'],
    [7, 'The width must be a multiple of 16, got 7; nearest: 16'],
    [-16, 'The width must be a multiple of 16, got -16; nearest: 16'],
    [1024.5, 'The width must be a multiple of 16, got 1024.5; nearest: 1024 and 1040'],
    [Number.NaN, 'The width must be a multiple of 16, got NaN'],
  ])('refuses a width of %d and says what is near', (width, message) => {
    expect(() => latentGrid(width, 1024, QWEN)).toThrow(message);
  });

  it('refuses a height that is no multiple of a token', () => {
    expect(() => latentGrid(1024, 1080, QWEN)).toThrow(
      'The height must be a multiple of 16, got 1080; nearest: 1072 and 1088',
    );
  });
});

describe('packLatents', () => {
  it('packs noise as the reference does', async () => {
    const goldens = await loadGoldens('pipeline-t2i.safetensors');
    const packed = packLatents(float32(goldens('cfg.draw.0').values, [1, 16, 16, 12]), 2);
    expect(packed.dims).toEqual([1, 48, 64]);
    expect(packed.data).toEqual(goldens('cfg.transformer_input').values);
  });

  it('orders features by channel, row, column', () => {
    const packed = packLatents(
      float32(
        Float32Array.from({ length: 16 }, (_v, i) => i),
        [1, 2, 2, 4],
      ),
      2,
    );
    expect([...packed.data]).toEqual([0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15]);
  });

  it('is undone by unpackLatents, for any channels and patch', () => {
    const size = integer({ min: 1, max: 4 });
    check(
      property(size, size, size, size, size, (batch, channels, rows, columns, patch) => {
        const dims = [batch, channels, rows * patch, columns * patch];
        const count = dims.reduce((a, b) => a * b, 1);
        const latents = float32(
          Float32Array.from({ length: count }, (_v, i) => i),
          dims,
        );
        expect(unpackLatents(packLatents(latents, patch), { rows, columns }, patch)).toEqual(latents);
      }),
    );
  });

  it('takes tokens without a batch axis for a batch of one', () => {
    const packed = float32(Float32Array.of(1, 2, 3, 4), [1, 4]);
    expect(unpackLatents(packed, { rows: 1, columns: 1 }, 2)).toEqual(float32(packed.data, [1, 1, 2, 2]));
  });

  it('refuses sides that patches do not tile, and tokens that do not fill the grid', () => {
    expect(() => packLatents(float32(new Float32Array(9), [1, 1, 3, 3]), 2)).toThrow(
      'multiples of 2, got [1, 1, 3, 3]',
    );
    expect(() => unpackLatents(float32(new Float32Array(8), [1, 2, 4]), { rows: 1, columns: 1 }, 2)).toThrow(
      'got [1, 2, 4]',
    );
  });
});

describe('tensorToImages', () => {
  it('clamps, rounds halves to even and interleaves channels', () => {
    const image = tensorToImages(float32(Float32Array.of(-1, 1, 0, -2, 2, 0.5), [1, 3, 1, 2]))[0];
    expect(image).toEqual({ width: 2, height: 1, channels: 3, data: Uint8Array.of(0, 128, 255, 255, 0, 191) });
  });

  it('is undone by imageToTensor, for every byte', () => {
    const data = Uint8Array.from({ length: 768 }, (_v, i) => i % 256);
    const image = { width: 16, height: 16, channels: 3, data };
    expect(tensorToImages(imageToTensor(image))).toEqual([image]);
  });

  it('gives one picture for each of a batch', () => {
    const images = tensorToImages(float32(Float32Array.of(-1, 1), [2, 1, 1, 1]));
    expect(images.map(({ data }) => [...data])).toEqual([[0], [255]]);
  });

  it('refuses other axes', () => {
    expect(() => tensorToImages(float32(new Float32Array(1), [1]))).toThrow(
      'image: expected shape [batch, channels, height, width], received [1]',
    );
  });
});

describe('roundHalfToEven', () => {
  it.each([
    [0.5, 0],
    [1.5, 2],
    [2.5, 2],
    [2.4999, 2],
    [2.6, 3],
  ])('rounds %d to %d', (value, expected) => {
    expect(roundHalfToEven(value)).toBe(expected);
  });
});

describe('previewLatents', () => {
  it('maps latents of the mean colour to the bias', () => {
    const image = previewLatents(zeros([1, 16, 2, 4]), LATENT_COLOURS);
    expect(image).toMatchObject({ width: 4, height: 2, channels: 3 });
    expect([...(image?.data.subarray(0, 3) ?? [])]).toEqual([104, 116, 84]);
  });

  it('puts each latent pixel where it belongs', () => {
    const latents = zeros([1, 16, 2, 4]);
    latents.data[2 * 8 + 7] = 1; // channel 2, lower right
    const data = previewLatents(latents, LATENT_COLOURS)?.data;
    expect([...(data?.subarray(7 * 3, 8 * 3) ?? [])]).toEqual([149, 148, 106]);
    expect([...(data?.subarray(6 * 3, 7 * 3) ?? [])]).toEqual([104, 116, 84]);
  });

  it('has none for other latent spaces', () => {
    expect(previewLatents(zeros([1, 4, 2, 4]), LATENT_COLOURS)).toBeUndefined();
  });
});
