/** Work on pixels that needs the whole picture: a large one is copied to the thread. All functions are pure. */
import { blurred } from '../blur.ts';
import { combinedMasks, type MaskCombination } from '../combine-masks.ts';
import type { Place } from '../composite.ts';
import { feathered, outpaintMask, type Sides } from '../feather.ts';
import { growTapered } from '../grow-tapered.ts';
import type { PixelMask } from '../mask.ts';
import type { PixelImage } from '../pixels.ts';
import { placed, type PlaceOptions } from '../place.ts';
import { scaled, type ScaleOptions } from '../scale.ts';
import { stitched, type StitchOptions } from '../stitch.ts';
import { withTransparency } from '../join-transparency.ts';
import { smoothedCannyEdges, type SmoothedCannyOptions } from '../smoothed-canny.ts';

export interface OfImage {
  readonly image: PixelImage;
}

export interface OfMask {
  readonly mask: PixelMask;
}

export const onWholes = {
  blurImage: ({ image, radius, sigma }: OfImage & { readonly radius: number; readonly sigma: number }) =>
    blurred(image, radius, sigma),
  combineMasks: ({
    below,
    above,
    combination,
    at,
  }: {
    readonly below: PixelMask;
    readonly above: PixelMask;
    readonly combination: MaskCombination;
    readonly at: Place;
  }) => combinedMasks(below, above, combination, at),
  featherMask: ({ mask, sides }: OfMask & { readonly sides: Sides }) => feathered(mask, sides),
  findSmoothedEdges: ({ image, ...options }: OfImage & SmoothedCannyOptions) => smoothedCannyEdges(image, options),
  growTapered: ({ mask, pixels }: OfMask & { readonly pixels: number }) => growTapered(mask, pixels),
  joinTransparency: ({ image, mask }: OfImage & OfMask) => withTransparency(image, mask),
  outpaintMask: ({
    width,
    height,
    room,
    feather,
  }: {
    readonly width: number;
    readonly height: number;
    readonly room: Sides;
    readonly feather: number;
  }) => outpaintMask(width, height, room, feather),
  placeImage: (options: PlaceOptions) => placed(options),
  scaleImage: ({ image, ...options }: OfImage & ScaleOptions) => scaled(image, options),
  stitchImages: (options: StitchOptions) => stitched(options),
} as const;
