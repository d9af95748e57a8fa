// Pictures and masks against what ComfyUI's formulas give in torch, kornia, Pillow and scipy, to the 8-bit level.
import { describe, expect, it } from 'vitest';
import { blurred } from '../../inference/image/blur.ts';
import { combinedMasks, MASK_COMBINATIONS } from '../../inference/image/combine-masks.ts';
import { feathered, outpaintMask } from '../../inference/image/feather.ts';
import { growMask } from '../../inference/image/grow.ts';
import { growTapered } from '../../inference/image/grow-tapered.ts';
import { INTERPOLATIONS } from '../../inference/image/interpolate.ts';
import type { PixelMask } from '../../inference/image/mask.ts';
import type { PixelImage } from '../../inference/image/pixels.ts';
import { placed } from '../../inference/image/place.ts';
import { type ScaleMethod, scaled } from '../../inference/image/scale.ts';
import { smoothedCannyEdges } from '../../inference/image/smoothed-canny.ts';
import { loadGoldens, maxAbsDifference } from './support/golden-tensors.ts';

const goldens = await loadGoldens('comfyui-pixels.safetensors');

function image(name: string): PixelImage {
  const {
    dims: [height = 0, width = 0, channels = 1],
    values,
  } = goldens(name);
  return { width, height, channels, data: Uint8Array.from(values) };
}
const mask = (name: string): PixelMask => image(name);

/** Rounding alone may differ: by half a level, and by a hair where a float ends up on the other side of it. */
const ROUNDING = 0.502;

/** The largest difference to a golden, in levels; what it overshoots is clamped. NaN for another size. */
function levelsOff({ width, height, data }: PixelMask, name: string): number {
  const { dims, values } = goldens(name);
  if (dims[0] !== height || dims[1] !== width) return Number.NaN;
  return maxAbsDifference(
    data,
    values.map((value) => Math.min(255, Math.max(0, value))),
  );
}

const source = image('source');
const sides = (name: string): [number, number] => {
  const [width = 0, height = 0] = (name.split('.')[1] ?? '').split('x').map(Number);
  return [width, height];
};

describe('a picture', () => {
  const methods: readonly ScaleMethod[] = [...INTERPOLATIONS, 'lanczos'];
  it.each(methods.flatMap((method) => ['16x11', '45x30', '37x12'].map((size) => [method, size] as const)))(
    'is scaled by %s to %s',
    (method, size) => {
      const name = `${method}.${size}`;
      const [width, height] = sides(name);
      expect(levelsOff(scaled(source, { width, height, method, fit: 'stretch' }), name)).toBeLessThan(ROUNDING);
    },
  );

  it.each(['centre.20x20', 'centre.30x9'])('is cut to its middle and scaled: %s', (name) => {
    const [width, height] = sides(name);
    expect(levelsOff(scaled(source, { width, height, method: 'area', fit: 'crop' }), name)).toBeLessThan(ROUNDING);
  });

  it('is scaled into a black border, in whole pixels', () => {
    const { width, height, channels } = source;
    const padded = scaled(source, { width: width + 5, height, method: 'area', fit: 'pad' });
    const at = (column: number): number[] => [...padded.data.subarray(column * channels, (column + 1) * channels)];
    expect([at(0), at(1), at(2), at(width + 2)]).toEqual([
      [0, 0, 0],
      [0, 0, 0],
      [...source.data.subarray(0, channels)],
      [0, 0, 0],
    ]);
  });

  it.each([
    [1, 1, '1.0'],
    [5, 0.4, '0.4'],
    [3, 10, '10.0'],
  ])('is blurred over %i pixels with sigma %d', (radius, sigma, shown) => {
    expect(levelsOff(blurred(source, radius, sigma), `blur.${radius}.${shown}`)).toBeLessThan(ROUNDING);
  });

  it('smaller than the blur is refused', () => {
    expect(() => blurred(source, 25, 1)).toThrow('A picture of 37 x 25 cannot be blurred over 25 pixels');
  });

  it.each([
    [0.1, 0.2],
    [0.26, 0.35],
    [0.4, 0.8],
  ])('has the edges that kornia finds, %d to %d', (low, high) => {
    const { data } = smoothedCannyEdges(image('edges.source'), { low, high });
    const { values } = goldens(`edges.${low}.${high}`);
    expect(values.filter((value) => value > 0).length).toBeGreaterThan(20);
    expect(data.filter((value, i) => value !== values[i]).length).toBe(0);
  });

  it.each([
    [false, 'place.as-is'],
    [true, 'place.resized'],
  ])('is laid on another, stretched: %s', (stretch, name) => {
    const options = { below: source, above: image('above'), at: { x: 25, y: 9 }, mask: mask('mask') };
    const { values } = goldens(name);
    // The stretched picture and mask are rounded before they are mixed.
    expect(maxAbsDifference(placed({ ...options, stretch }).data, values)).toBeLessThan(stretch ? 1.01 : 1);
  });
});

describe('a mask', () => {
  it.each([3, -4, 20])('grows by %i with tapered and with square corners', (pixels) => {
    expect(growTapered(mask('mask'), pixels).data).toEqual(mask(`grow.${pixels}.tapered`).data);
    expect(growMask(mask('mask'), pixels).data).toEqual(mask(`grow.${pixels}.square`).data);
  });

  it('fades towards its edges', () => {
    const name = 'feather.left7.top30';
    expect(levelsOff(feathered(mask('mask'), { left: 7, top: 30, right: 0, bottom: 0 }), name)).toBeLessThan(ROUNDING);
    const turned = (data: ArrayLike<number>): number[] => Array.from(data).toReversed();
    const { width, height, data } = mask('mask');
    const back = { width, height, data: Uint8Array.from(turned(data)) };
    const { data: faded } = feathered(back, { left: 0, top: 0, right: 7, bottom: 30 });
    expect(levelsOff({ width, height, data: Uint8Array.from(turned(faded)) }, name)).toBeLessThan(ROUNDING);
  });

  it.each(MASK_COMBINATIONS)('is combined with another: %s', (operation) => {
    expect(
      levelsOff(combinedMasks(mask('mask'), mask('other'), operation, { x: 10, y: 10 }), `combine.${operation}`),
    ).toBeLessThan(ROUNDING);
  });

  it('of a padded picture fades inside it, and not in one too small for that', () => {
    const room = { left: 10, top: 0, right: 0, bottom: 6 };
    expect(levelsOff(outpaintMask(37, 25, room, 7), 'outpaint.left10.bottom6.feather7')).toBeLessThan(ROUNDING);
    expect(outpaintMask(14, 25, room, 7).data.filter((value) => value > 0 && value < 255)).toHaveLength(0);
  });
});
