// Pictures large enough for the pixel thread: the same results as in this thread, bit for bit, and the same errors.
import { describe, expect, it } from 'vitest';
import { boundsOf } from '../../inference/image/bounds.ts';
import { pixelOperations, type PixelOperation } from '../../inference/image/thread/operations.ts';
import { blackOut, type PixelMask } from '../../inference/image/mask.ts';
import type { PixelImage } from '../../inference/image/pixels.ts';
import { workOnPixels } from '../../inference/index.ts';

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

const [image, above] = [picture(700, 500, 3), picture(300, 200, 3)];
const mask = maskOf(700, 500);
const requests = {
  blackOut: { image, mask: maskOf(350, 250) },
  boundsOf: { mask: { ...mask, data: mask.data.map((_value, i) => (i === 123_456 || i === 234_567 ? 1 : 0)) } },
  composite: { below: image, above, mask: maskOf(150, 100), at: { x: 400, y: 300 } },
  growMask: { mask, pixels: -7 },
  imageOfMask: { mask },
  invertMask: { mask },
  maskOfColour: { image, colour: [128, 128, 128] as const, tolerance: 60 },
  maskOfImage: { image: picture(400, 300, 4), invert: true },
};

describe('a large picture', () => {
  it.each(Object.keys(requests) as PixelOperation[])('%s in the thread', async (operation) => {
    const request = requests[operation];
    const before = JSON.stringify(request, (_key, value: unknown) =>
      value instanceof Uint8Array ? value.length : value,
    );
    const expected = (pixelOperations[operation] as (request: unknown) => unknown)(request);
    expect(await workOnPixels(operation, request as never)).toEqual(expected);
    // The thread was given a copy: a result that is still needed elsewhere stays whole.
    expect(
      JSON.stringify(request, (_key, value: unknown) => (value instanceof Uint8Array ? value.length : value)),
    ).toBe(before);
  });

  it('that does not fit is refused as a small one is', async () => {
    const request = { below: image, above, mask, at: { x: 401, y: 300 } };
    await expect(workOnPixels('composite', request)).rejects.toThrow(
      new RangeError('A picture of 300 x 200 at 401, 300 reaches out of one of 700 x 500'),
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
