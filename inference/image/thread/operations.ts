/** Work on pixels that is done outside of the main thread. All functions are pure, of plain data. */
import { boundsOf } from '../bounds.ts';
import { maskOfColour } from '../colour-mask.ts';
import { composite, type Place } from '../composite.ts';
import { growMask } from '../grow.ts';
import { blackOut, greyOf, imageOfMask, invertedMask, isGrey, maskOfImage, resizedRows } from '../mask.ts';
import type { PixelImage } from '../pixels.ts';
import type { ResizedRows } from '../resize.ts';
import { withoutAlpha } from '../transparency.ts';
import { type OfImage, type OfMask, onWholes } from './whole-operations.ts';

/** Operations whose result on a part of a picture is that part of the whole result. */
const onPartsToo = {
  blackOut: ({ image, mask, grey }: OfImage & OfMask & { readonly grey?: number }) => blackOut(image, mask, grey),
  boundsOf: ({ mask }: OfMask) => boundsOf(mask),
  composite: ({
    below,
    above,
    mask,
    at,
  }: OfMask & { readonly below: PixelImage; readonly above: PixelImage; readonly at?: Place }) =>
    composite(below, above, mask, at),
  growMask: ({ mask, pixels }: OfMask & { readonly pixels: number }) => growMask(mask, pixels),
  imageOfMask: ({ mask }: OfMask) => imageOfMask(mask),
  invertMask: ({ mask }: OfMask) => invertedMask(mask),
  maskOfColour: ({
    image,
    colour,
    tolerance,
  }: OfImage & { readonly colour: readonly [number, number, number]; readonly tolerance: number }) =>
    maskOfColour(image, colour, tolerance),
} as const;

/** What nodes ask for. */
export const pixelOperations = {
  ...onPartsToo,
  ...onWholes,
  maskOfImage: ({ image, invert }: OfImage & { readonly invert: boolean }) =>
    invert ? invertedMask(maskOfImage(image)) : maskOfImage(image),
} as const;

/** What the thread is asked for. */
export const partOperations = {
  ...onPartsToo,
  ...onWholes,
  greyOf: ({ image }: OfImage) => ({ data: greyOf(image), isGrey: isGrey(image) }),
  rgbOf: ({ image }: OfImage) => ({ data: withoutAlpha(image).data }),
  resizeMask: ({
    mask,
    width,
    height,
    rows,
  }: OfMask & { readonly width: number; readonly height: number; readonly rows: ResizedRows }) =>
    resizedRows(mask, width, height, rows),
} as const;

export type PixelOperation = keyof typeof pixelOperations;
export type PixelRequest<O extends PixelOperation> = Parameters<(typeof pixelOperations)[O]>[0];
export type PixelReply<O extends PixelOperation> = ReturnType<(typeof pixelOperations)[O]>;

export type PartOperation = keyof typeof partOperations;
export type PartRequest<O extends PartOperation> = Parameters<(typeof partOperations)[O]>[0];
export type PartReply<O extends PartOperation> = ReturnType<(typeof partOperations)[O]>;
