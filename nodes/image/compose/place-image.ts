/** Place image: lays one picture on another, at any place. */
import { defineNode } from '../../../engine/graph/define.ts';
import { workOnPixels } from '../../../inference/index.ts';
import { IMAGE, MASK } from '../../sockets.ts';
import { pixelsOf, sharpOf } from '../pixels.ts';

const AT = { kind: 'int', min: 0, max: 16_384, default: 0 } as const;

export const placeImage = defineNode({
  type: 'place-image',
  version: 1,
  title: 'Place image',
  category: 'image',
  description:
    'Lays a picture on another at a place, through a mask if there is one. What reaches out is cut off. ' +
    'The result is transparent as the picture below is; that of the picture above is mixed in only then.',
  inputs: {
    below: { kind: 'socket', socket: IMAGE, title: 'Below' },
    above: { kind: 'socket', socket: IMAGE, title: 'Above' },
    x: { ...AT, title: 'Left', tooltip: 'Where the left edge of the picture above lies, in pixels.' },
    y: { ...AT, title: 'Top', tooltip: 'Where its upper edge lies, in pixels.' },
    stretch: {
      kind: 'boolean',
      default: false,
      title: 'Stretch',
      tooltip: 'Stretches the picture above to the size of the one below first.',
    },
    mask: {
      kind: 'socket',
      socket: MASK,
      optional: true,
      title: 'Mask',
      tooltip: 'White shows the picture above. It is stretched over that picture.',
    },
  },
  outputs: { image: { socket: IMAGE, title: 'Image' } },
  async run({ below, above, x, y, stretch, mask }) {
    const fitting =
      above.channels === below.channels
        ? above
        : await pixelsOf(below.channels === 4 ? sharpOf(above).ensureAlpha() : sharpOf(above).removeAlpha());
    return { image: await workOnPixels('placeImage', { below, above: fitting, at: { x, y }, stretch, mask }) };
  },
});
