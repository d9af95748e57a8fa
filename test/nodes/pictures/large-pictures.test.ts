// Pictures large enough for the pixel thread: the same results as in this thread, bit for bit, and the same errors.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { boundsOf } from '../../../inference/image/bounds.ts';
import { pixelOperations, type PixelOperation } from '../../../inference/image/thread/operations.ts';
import { blackOut, type PixelMask } from '../../../inference/image/mask.ts';
import type { PixelImage } from '../../../inference/image/pixels.ts';
import { workOnPixels } from '../../../inference/index.ts';

let state = 7;
const random = (): number => {
  state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
  return state >>> 24;
};
const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, random);
const picture = (width: number, height: number, channels: number): PixelImage => ({
  width,
  height,
  channels,
  data: bytes(width * height * channels),
});
const maskOf = (width: number, height: number): PixelMask => ({ width, height, data: bytes(width * height) });
const colouredMask = (width: number, height: number): PixelMask => ({
  ...maskOf(width, height),
  colours: bytes(width * height * 3),
});
/** Grey, but for the last pixel. */
function nearlyGrey(width: number, height: number, channels: number): PixelImage {
  const data = new Uint8Array(width * height * channels).fill(90);
  data[data.length - channels] = 91;
  return { width, height, channels, data };
}

// Three parts or more for each operation.
const [image, above] = [picture(1501, 1100, 3), picture(1300, 800, 3)];
const mask = maskOf(2003, 1500);
const spots = new Uint8Array(mask.data.length);
[spots[1_123_456], spots[2_234_567]] = [1, 1];
const requests: readonly (readonly [PixelOperation, string, object])[] = [
  ['blackOut', 'with a mask of its size', { image, mask: maskOf(1501, 1100) }],
  ['blackOut', 'in grey', { image, mask: maskOf(1501, 1100), grey: 128 }],
  ['blackOut', 'with a smaller mask', { image, mask: maskOf(350, 251) }],
  ['blackOut', 'with a larger mask in colours', { image, mask: colouredMask(900, 1300) }],
  ['blackOut', 'with a mask of its height', { image: picture(900, 1200, 4), mask: colouredMask(400, 1200) }],
  ['boundsOf', '', { mask: { ...mask, data: spots } }],
  ['boundsOf', 'of black', { mask: { ...mask, data: new Uint8Array(mask.data.length) } }],
  ['composite', 'with a smaller mask', { below: image, above, mask: maskOf(150, 97), at: { x: 201, y: 299 } }],
  ['composite', 'in a corner', { below: image, above, mask: maskOf(1300, 800) }],
  ['composite', 'of RGBA', { below: picture(900, 1200, 4), above: picture(900, 1200, 4), mask: maskOf(450, 600) }],
  ['blurImage', '', { image, radius: 2, sigma: 1 }],
  ['combineMasks', '', { below: mask, above: maskOf(900, 700), combination: 'xor', at: { x: 1500, y: 20 } }],
  ['placeImage', '', { below: image, above, at: { x: 900, y: 5 }, stretch: false, mask }],
  ['scaleImage', '', { image, width: 640, height: 640, method: 'area', fit: 'crop' }],
  ['growMask', 'narrower', { mask, pixels: -7 }],
  ['growMask', 'wider', { mask, pixels: 300 }],
  ['growMask', 'by nothing', { mask, pixels: 0 }],
  ['imageOfMask', '', { mask }],
  ['invertMask', '', { mask }],
  ['invertMask', 'in colours', { mask: colouredMask(1100, 900) }],
  ['maskOfColour', '', { image, colour: [128, 128, 128], tolerance: 60 }],
  ['maskOfImage', 'of RGB', { image, invert: false }],
  ['maskOfImage', 'of RGB, inverted', { image, invert: true }],
  ['maskOfImage', 'of RGBA, inverted', { image: picture(1100, 900, 4), invert: true }],
  ['maskOfImage', 'of one coloured pixel', { image: nearlyGrey(1100, 900, 4), invert: false }],
  ['maskOfImage', 'of grey', { image: { ...mask, channels: 1 }, invert: true }],
];

/** With digests in place of arrays: to compare millions of values one by one takes seconds. */
const digested = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify({ value }, (_key, field: unknown) =>
      field instanceof Uint8Array ? `${field.length}: ${createHash('sha256').update(field).digest('hex')}` : field,
    ),
  );

describe('a large picture', () => {
  it.each(requests)('%s in the thread %s', async (operation, _case, request) => {
    const before = digested(request);
    const expected = (pixelOperations[operation] as (request: unknown) => unknown)(request);
    expect(digested(await workOnPixels(operation, request as never))).toEqual(digested(expected));
    // The thread was given copies: a result that is still needed elsewhere stays whole.
    expect(digested(request)).toEqual(before);
  });

  it('keeps no second copy of its colours as a mask', async () => {
    expect((await workOnPixels('maskOfImage', { image, invert: false })).colours).toBe(image.data);
  });

  it('that does not fit is refused as a small one is', async () => {
    const request = { below: image, above, mask, at: { x: 202, y: 300 } };
    await expect(workOnPixels('composite', request)).rejects.toThrow(
      new RangeError('A picture of 1300 x 800 at 202, 300 reaches out of one of 1501 x 1100'),
    );
  });

  it('lets the event loop go on', async () => {
    const large = picture(4000, 3000, 1);
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    await workOnPixels('growMask', { mask: large, pixels: 100 });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(10);
  });
});

it('the part of a mask that is not black has its first and last column and row', () => {
  const data = new Uint8Array(12);
  [data[5], data[11]] = [1, 1];
  expect(boundsOf({ width: 4, height: 3, data })).toEqual({ left: 1, top: 1, right: 3, bottom: 2 });
  expect(boundsOf({ width: 4, height: 3, data: new Uint8Array(12) })).toBeUndefined();
});

it('a picture is blacked out in every channel, where the mask is at least half white', () => {
  const small: PixelImage = { width: 2, height: 1, channels: 3, data: Uint8Array.of(1, 2, 3, 4, 5, 6) };
  const half: PixelMask = { width: 2, height: 1, data: Uint8Array.of(127, 128) };
  expect([...blackOut(small, half).data]).toEqual([1, 2, 3, 0, 0, 0]);
});
