/** Image to mask: marks the part to paint by the brightness of a picture, or by one of its channels. */
import { defineNode } from '../../engine/graph/define.ts';
import { type PixelImage, workOnPixels } from '../../inference/index.ts';
import { pixelsOf, sharpOf } from '../image/pixels.ts';
import { IMAGE, MASK } from '../sockets.ts';

const CHANNELS = ['brightness', 'red', 'green', 'blue', 'alpha'] as const;

export const imageToMask = defineNode({
  type: 'image-to-mask',
  version: 2,
  title: 'Image to mask',
  category: 'mask',
  description:
    'Makes a mask from the brightness of a picture, or from one of its channels: white is painted anew, black is kept.',
  inputs: {
    image: { kind: 'socket', socket: IMAGE, title: 'Image' },
    channel: {
      kind: 'choice',
      options: CHANNELS,
      default: 'brightness',
      title: 'Channel',
      tooltip: 'alpha: white where the picture is opaque.',
    },
    invert: { kind: 'boolean', default: false, title: 'Invert', tooltip: 'Black is painted, white is kept.' },
  },
  outputs: { mask: { socket: MASK, title: 'Mask' } },
  async run({ image, channel, invert }) {
    const picture = channel === 'brightness' ? image : await channelOf(image, channel);
    return { mask: await workOnPixels('maskOfImage', { image: picture, invert }) };
  },
});

/** A channel as a grey picture. A grey one has the same in all, and one without transparency is opaque. */
async function channelOf(image: PixelImage, channel: 'red' | 'green' | 'blue' | 'alpha'): Promise<PixelImage> {
  if (channel === 'alpha') return pixelsOf(sharpOf(image).ensureAlpha().extractChannel('alpha'));
  return image.channels === 1 ? image : pixelsOf(sharpOf(image).extractChannel(channel));
}
