// An edit must lie on its picture. Phase correlation measures how far each stage between the two moves it.
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { imageToTensor, type PixelImage } from '../../inference/image/pixels.ts';
import { dimensionsForArea } from '../../inference/diffusion/latent-grid.ts';
import { Vae } from '../../inference/families/qwen-image/vae/vae.ts';
import { resizeLanczos } from '../../inference/image/resize.ts';
import { TINY } from '../inference/support/goldens.ts';

/** One number per pixel. */
interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: readonly number[];
}

/** A soft spot in a grey picture, its middle at a share of width and height. */
function spot(width: number, height: number, [x, y]: readonly [number, number], radius: number): PixelImage {
  const brightness = (i: number): number => {
    const [column, row] = [(i % width) + 0.5 - x * width, Math.floor(i / width) + 0.5 - y * height];
    return 60 + 150 * Math.exp(-(column ** 2 + row ** 2) / (2 * radius ** 2));
  };
  return {
    width,
    height,
    channels: 3,
    data: Uint8Array.from({ length: width * height * 3 }, (_, i) => Math.round(brightness(Math.floor(i / 3)))),
  };
}

const redOf = ({ width, height, data }: PixelImage): Plane => ({
  width,
  height,
  data: [...data].filter((_, i) => i % 3 === 0),
});

/** Fourier coefficient at whole cycles across and down. */
function coefficient({ width, height, data }: Plane, across: number, down: number): readonly [number, number] {
  const sum: [number, number] = [0, 0];
  for (const [i, value] of data.entries()) {
    const angle = -2 * Math.PI * ((across * (i % width)) / width + (down * Math.floor(i / width)) / height);
    sum[0] += value * Math.cos(angle);
    sum[1] += value * Math.sin(angle);
  }
  return sum;
}

/** Shift of a smooth `b` against `a`, in fractions of a pixel: the phase difference of their lowest frequencies. */
function shift(a: Plane, b: Plane): readonly [number, number] {
  const along = (size: number, across: number, down: number): number => {
    const [p, q] = [coefficient(a, across, down), coefficient(b, across, down)];
    const [re, im] = [p[0] * q[0] + p[1] * q[1], p[1] * q[0] - p[0] * q[1]];
    return (Math.atan2(im, re) * size) / (2 * Math.PI);
  };
  return [along(a.width, 1, 0), along(a.height, 0, 1)];
}

/** Discrete Fourier transform of rows of `length` values, or its inverse. Transposed: two calls cover both axes. */
function transform(
  re: Float64Array,
  im: Float64Array,
  length: number,
  sign: 1 | -1,
): readonly [Float64Array, Float64Array] {
  const lines = re.length / length;
  const [outRe, outIm] = [new Float64Array(re.length), new Float64Array(re.length)];
  const turns = Array.from(
    { length },
    (_, k) => [Math.cos((2 * Math.PI * k) / length), sign * Math.sin((2 * Math.PI * k) / length)] as const,
  );
  for (let line = 0; line < lines; line += 1) {
    for (let k = 0; k < length; k += 1) {
      let [x, y] = [0, 0];
      for (let n = 0; n < length; n += 1) {
        const [c, s] = turns[(k * n) % length] ?? [0, 0];
        const [u, v] = [re[line * length + n] ?? 0, im[line * length + n] ?? 0];
        x += u * c - v * s;
        y += u * s + v * c;
      }
      outRe[k * lines + line] = x;
      outIm[k * lines + line] = y;
    }
  }
  return [outRe, outIm];
}

/**
 * Shift of `b` against `a` in whole pixels: the peak of the inverse transform of their phase difference.
 * Source: C. Kuglin and D. Hines, "The Phase Correlation Image Alignment Method", 1975.
 */
function phaseCorrelation(a: Plane, b: Plane): readonly [number, number] {
  const both = ({ width, height, data }: Plane): readonly [Float64Array, Float64Array] =>
    transform(...transform(Float64Array.from(data), new Float64Array(data.length), width, -1), height, -1);
  const [[ar, ai], [br, bi]] = [both(a), both(b)];
  const [re, im] = [new Float64Array(ar.length), new Float64Array(ar.length)];
  for (let i = 0; i < re.length; i += 1) {
    const [ur, ui, vr, vi] = [ar[i] ?? 0, ai[i] ?? 0, br[i] ?? 0, bi[i] ?? 0];
    const [x, y] = [ur * vr + ui * vi, ur * vi - ui * vr];
    const size = Math.hypot(x, y) || 1;
    re[i] = x / size;
    im[i] = y / size;
  }
  const [peaks] = transform(...transform(re, im, a.width, 1), a.height, 1);
  const peak = peaks.indexOf(Math.max(...peaks));
  return [peak % a.width, Math.floor(peak / a.width)];
}

const vae = await Vae.load(join(TINY, 'vae'), { precision: 'fp32' });
afterAll(() => vae.release());

/** Difference that a picture makes to the VAE's answer to a plain one. */
async function response(image: PixelImage): Promise<Plane> {
  const through = async (picture: PixelImage): Promise<Float32Array> =>
    (await vae.decode((await vae.encode(imageToTensor(picture))).mean)).data;
  const [answer, plain] = [await through(image), await through({ ...image, data: image.data.map(() => 60) })];
  const pixels = image.width * image.height;
  return { ...image, data: Array.from({ length: pixels }, (_, i) => (answer[i] ?? 0) - (plain[i] ?? 0)) };
}

test('the measure finds a known shift to a hundredth of a pixel', () => {
  const [a, b] = [spot(64, 48, [0.5, 0.5], 5), spot(64, 48, [0.5 + 1.25 / 64, 0.5 - 0.5 / 48], 5)].map(redOf);
  if (!a || !b) throw new Error('two');
  const [x, y] = shift(a, b);
  expect(Math.abs(x - 1.25)).toBeLessThan(0.01);
  expect(Math.abs(y + 0.5)).toBeLessThan(0.01);
});

test.for([
  [210, 130],
  [97, 301],
  [1000, 700],
] as const)('a picture of %i x %i is not moved when it is fitted', ([width, height]) => {
  const size = dimensionsForArea(96 ** 2, width / height);
  const fitted = redOf(
    resizeLanczos(spot(width, height, [0.5, 0.5], Math.min(width, height) / 8), size.width, size.height),
  );
  // Symmetric about the middle, so its mirror image shows twice the shift.
  const mirrored = { ...fitted, data: fitted.data.toReversed() };
  const [x, y] = shift(mirrored, fitted);
  expect(Math.abs(x / 2)).toBeLessThan(0.01);
  expect(Math.abs(y / 2)).toBeLessThan(0.01);
});

test('a spot moved by whole latent pixels moves as far in the output of the VAE', async () => {
  const [here, there] = [
    await response(spot(128, 128, [0.4, 0.4], 5)),
    await response(spot(128, 128, [0.4 + 16 / 128, 0.4 + 8 / 128], 5)),
  ];
  expect(phaseCorrelation(here, here)).toEqual([0, 0]);
  expect(phaseCorrelation(here, there)).toEqual([16, 8]);
});
