/** Add reference: lets the transformer see other pictures while it makes one. */
import { defineNode } from '../../engine/graph/define.ts';
import { CONDITIONING, LATENT } from '../sockets.ts';

export const addReference = defineNode({
  type: 'add-reference',
  version: 1,
  title: 'Add reference',
  category: 'conditioning',
  description:
    'Adds the latents of pictures to a prompt, after those it has. They say how the pictures look; ' +
    '"Encode edit" also says what they mean.',
  inputs: {
    conditioning: { kind: 'socket', socket: CONDITIONING, title: 'Conditioning' },
    references: { kind: 'socket', socket: LATENT, list: true, title: 'References' },
  },
  outputs: { conditioning: { socket: CONDITIONING, title: 'Conditioning' } },
  foresee: ({ conditioning }) => ({ conditioning }),
  run: ({ conditioning, references }) => ({
    conditioning: {
      ...conditioning,
      references: [...(conditioning.references ?? []), ...references.map(({ samples }) => samples)],
    },
  }),
});
