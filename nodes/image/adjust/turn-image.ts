/** Turn image: by right angles, and mirrored. */
import { defineNode } from '../../../engine/graph/define.ts';
import { IMAGE } from '../../sockets.ts';
import { pixelsOf, sharpOf } from '../pixels.ts';

export const turnImage = defineNode({
  type: 'turn-image',
  version: 1,
  title: 'Turn image',
  category: 'image',
  description: 'Turns a picture by right angles, then mirrors it.',
  inputs: {
    image: { kind: 'socket', socket: IMAGE, title: 'Image' },
    turn: { kind: 'choice', options: ['0', '90', '180', '270'], default: '0', title: 'Turn', tooltip: 'Clockwise.' },
    mirror: {
      kind: 'choice',
      options: ['no', 'left-right', 'top-bottom'],
      default: 'no',
      title: 'Mirror',
      tooltip: 'The sides that change places.',
    },
  },
  outputs: { image: { socket: IMAGE, title: 'Image' } },
  async run({ image, turn, mirror }) {
    const turned = turn === '0' ? image : await pixelsOf(sharpOf(image).rotate(Number(turn)));
    if (mirror === 'no') return { image: turned };
    return { image: await pixelsOf(mirror === 'left-right' ? sharpOf(turned).flop() : sharpOf(turned).flip()) };
  },
});
