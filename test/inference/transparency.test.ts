// Pictures with transparency against Pillow, to the 8-bit level.
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { composite } from '../../inference/image/composite.ts';
import { blackOut } from '../../inference/image/mask.ts';
import type { PixelImage } from '../../inference/image/pixels.ts';
import { resizeLanczos } from '../../inference/image/resize.ts';
import { onWhite, withAlpha, withoutAlpha } from '../../inference/image/transparency.ts';
import { repoPath } from './support/goldens.ts';

async function load(name: string): Promise<PixelImage> {
  const file = join(repoPath('test/fixtures/transparency'), name);
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: info.channels, data: new Uint8Array(data) };
}

const pixels = (channels: number, ...data: readonly number[]): PixelImage => ({
  width: data.length / channels,
  height: 1,
  channels,
  data: Uint8Array.from(data),
});

describe('a picture with transparency', () => {
  it.each(['32x32', '96x64', '17x50', '48x20'])('is resized to %s as Pillow does', async (size) => {
    const [width = 0, height = 0] = size.split('x').map(Number);
    expect(resizeLanczos(await load('picture.png'), width, height)).toEqual(await load(`picture-${size}.png`));
  });

  it('is put on white as Pillow does', async () => {
    expect(onWhite(await load('picture.png'))).toEqual(await load('picture-on-white.png'));
  });

  it('is put on white as Pillow does, every value with every alpha', async () => {
    const data = new Uint8Array(2 ** 18);
    for (let i = 0; i < 2 ** 16; i += 1) data.set([i % 256, i % 256, i % 256, i >> 8], i * 4);
    const result = onWhite({ width: 256, height: 256, channels: 4, data });
    expect(Buffer.compare(result.data, (await load('pairs-on-white.png')).data)).toBe(0);
  });

  it('that is opaque is resized as RGB is', async () => {
    const rgb = await load('picture-on-white.png');
    expect(resizeLanczos(withAlpha(rgb), 31, 20)).toEqual(withAlpha(resizeLanczos(rgb, 31, 20)));
  });

  it('loses its alpha and nothing else, and gets one that changes nothing', () => {
    expect(withoutAlpha(pixels(4, 1, 2, 3, 0, 4, 5, 6, 255))).toEqual(pixels(3, 1, 2, 3, 4, 5, 6));
    expect(withAlpha(pixels(3, 1, 2, 3))).toEqual(pixels(4, 1, 2, 3, 255));
    const opaque = pixels(3, 9, 8, 7);
    expect([withoutAlpha(opaque), onWhite(opaque)]).toEqual([opaque, opaque]);
  });
});

describe('a composite of pictures with transparency', () => {
  const mixed = (below: readonly number[], above: readonly number[], share: number): readonly number[] => {
    const mask = { width: 1, height: 1, data: Uint8Array.of(share) };
    return [...composite(pixels(4, ...below), pixels(4, ...above), mask).data];
  };

  it('takes each pixel whole where the mask is black or white', () => {
    expect(mixed([1, 2, 3, 4], [5, 6, 7, 8], 0)).toEqual([1, 2, 3, 4]);
    expect(mixed([1, 2, 3, 4], [5, 6, 7, 8], 255)).toEqual([5, 6, 7, 8]);
  });

  it('does not let the colour of a transparent pixel into the mix', () => {
    // A fifth of opaque red over nothing is red of a fifth's opacity.
    expect(mixed([0, 0, 0, 0], [250, 0, 0, 255], 51)).toEqual([250, 0, 0, 51]);
    expect(mixed([0, 200, 0, 255], [9, 9, 9, 0], 51)).toEqual([0, 200, 0, 204]);
  });

  it('mixes colours of equal opacity by the mask alone', () => {
    expect(mixed([0, 100, 10, 128], [100, 0, 10, 128], 51)).toEqual([20, 80, 10, 128]);
    expect(mixed([10, 20, 30, 0], [10, 20, 30, 0], 51)).toEqual([10, 20, 30, 0]);
  });
});

it('what is blacked out is opaque', () => {
  const mask = { width: 2, height: 1, data: Uint8Array.of(0, 255) };
  expect(blackOut(pixels(4, 1, 2, 3, 4, 5, 6, 7, 8), mask)).toEqual(pixels(4, 1, 2, 3, 4, 0, 0, 0, 255));
});
