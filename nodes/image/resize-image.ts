/** Resize image: to a width and height, whatever the aspect ratio. */
import { defineNode } from '../../engine/graph/define.ts';
import { INFERENCE } from '../services/tokens.ts';
import { IMAGE } from '../sockets.ts';

export const resizeImage = defineNode({
  type: 'resize-image',
  version: 1,
  title: 'Resize image',
  category: 'image',
  description: 'Resizes a picture to a width and height. Lanczos, as the reference.',
  inputs: {
    image: { kind: 'socket', socket: IMAGE, title: 'Image' },
    width: { kind: 'int', min: 16, max: 16_384, step: 16, default: 1024, title: 'Width', tooltip: 'In pixels, a multiple of 16.' },
    height: { kind: 'int', min: 16, max: 16_384, step: 16, default: 1024, title: 'Height', tooltip: 'In pixels, a multiple of 16.' },
  },
  outputs: { image: { socket: IMAGE, title: 'Image' } },
  lane: 'inference',
  async run({ image, width, height }, ctx) {
    const reply = await ctx.use(INFERENCE).request('resizeImage', { image, width, height }, { signal: ctx.signal });
    return { image: reply.image };
  },
});
