/** Crop around mask: cuts a small part out of a large picture, to be painted at full size and pasted back. */
import { defineNode } from '../../engine/graph/define.ts';
import { type PixelMask, workOnPixels } from '../../inference/index.ts';
import { maskOf, pixelsOf, sharpOf, sharpOfMask } from '../image/pixels.ts';
import { IMAGE, MASK, REGION, type Region } from '../sockets.ts';

const SIZE = { kind: 'int', min: 16, max: 16_384, step: 16, default: 1024 } as const;

export const cropAroundMask = defineNode({
  type: 'crop-around-mask',
  version: 1,
  title: 'Crop around mask',
  category: 'mask',
  description:
    'Cuts out the part of a picture around the white of a mask, in the aspect ratio it will be painted in, ' +
    'as far as the picture has room.',
  inputs: {
    image: { kind: 'socket', socket: IMAGE, title: 'Image' },
    mask: { kind: 'socket', socket: MASK, title: 'Mask', tooltip: 'As large as the picture.' },
    padding: {
      kind: 'int',
      min: 0,
      max: 4096,
      default: 64,
      title: 'Padding',
      tooltip: 'Pixels around the white that the model sees too.',
    },
    width: { ...SIZE, title: 'Width', tooltip: 'Size of the picture that will be painted: only the ratio counts.' },
    height: { ...SIZE, title: 'Height', tooltip: 'Size of the picture that will be painted: only the ratio counts.' },
  },
  outputs: {
    image: { socket: IMAGE, title: 'Image' },
    mask: { socket: MASK, title: 'Mask' },
    region: { socket: REGION, title: 'Region' },
  },
  async run({ image, mask, padding, width, height }) {
    if (mask.width !== image.width || mask.height !== image.height) {
      throw new RangeError(
        `The mask has ${mask.width} x ${mask.height} pixels, its picture ${image.width} x ${image.height}`,
      );
    }
    const region = await regionAround(mask, padding, width / height);
    const { x: left, y: top, ...size } = region;
    const [part, partMask] = await Promise.all([
      pixelsOf(sharpOf(image).extract({ left, top, ...size })),
      maskOf(sharpOfMask(mask).extract({ left, top, ...size })),
    ]);
    return { image: part, mask: partMask, region };
  },
});

/**
 * The smallest region of a ratio that holds everything not black, with padding. Cut off where the picture ends.
 * @param ratio width / height.
 * @throws RangeError for a mask that is black everywhere.
 */
async function regionAround(mask: PixelMask, padding: number, ratio: number): Promise<Region> {
  const bounds = await workOnPixels('boundsOf', { mask });
  if (!bounds) throw new RangeError('The mask is black everywhere: there is nothing to paint');
  const { left, top, right, bottom } = bounds;
  const [innerWidth, innerHeight] = [right - left + 1 + 2 * padding, bottom - top + 1 + 2 * padding];
  const width = Math.min(mask.width, Math.max(innerWidth, Math.round(innerHeight * ratio)));
  const height = Math.min(mask.height, Math.max(innerHeight, Math.round(innerWidth / ratio)));
  return {
    x: place((left + right + 1) / 2, width, mask.width),
    y: place((top + bottom + 1) / 2, height, mask.height),
    width,
    height,
  };
}

/** Start of an interval of `size` around a middle, moved to lie between 0 and `limit`. */
function place(middle: number, size: number, limit: number): number {
  return Math.min(limit - size, Math.max(0, Math.round(middle - size / 2)));
}
