/** Work on pixels that is done outside of the main thread. */
import { boundsOf } from '../bounds.ts';
import { maskOfColour } from '../colour-mask.ts';
import { composite } from '../composite.ts';
import { growMask } from '../grow.ts';
import { blackOut, imageOfMask, invertedMask, maskOfImage, type PixelMask } from '../mask.ts';
import type { PixelImage } from '../pixels.ts';

interface Place {
  readonly x: number;
  readonly y: number;
}

interface BlackOut {
  readonly image: PixelImage;
  readonly mask: PixelMask;
  readonly grey?: number;
}

/** Pure functions of plain data. */
export const pixelOperations = {
  blackOut: ({ image, mask, grey }: BlackOut) => blackOut(image, mask, grey),
  boundsOf: ({ mask }: { readonly mask: PixelMask }) => boundsOf(mask),
  composite: ({
    below,
    above,
    mask,
    at,
  }: {
    readonly below: PixelImage;
    readonly above: PixelImage;
    readonly mask: PixelMask;
    readonly at?: Place;
  }) => composite(below, above, mask, at),
  growMask: ({ mask, pixels }: { readonly mask: PixelMask; readonly pixels: number }) => growMask(mask, pixels),
  imageOfMask: ({ mask }: { readonly mask: PixelMask }) => imageOfMask(mask),
  invertMask: ({ mask }: { readonly mask: PixelMask }) => invertedMask(mask),
  maskOfColour: ({
    image,
    colour,
    tolerance,
  }: {
    readonly image: PixelImage;
    readonly colour: readonly [number, number, number];
    readonly tolerance: number;
  }) => maskOfColour(image, colour, tolerance),
  maskOfImage: ({ image, invert }: { readonly image: PixelImage; readonly invert: boolean }) =>
    invert ? invertedMask(maskOfImage(image)) : maskOfImage(image),
} as const;

export type PixelOperation = keyof typeof pixelOperations;
export type PixelRequest<O extends PixelOperation> = Parameters<(typeof pixelOperations)[O]>[0];
export type PixelReply<O extends PixelOperation> = ReturnType<(typeof pixelOperations)[O]>;
