/** Zero conditioning: a prompt that says nothing, as long as another. */
import { defineNode } from '../../engine/graph/define.ts';
import { zeros } from '../../inference/index.ts';
import { CONDITIONING } from '../sockets.ts';

export const zeroConditioning = defineNode({
  type: 'zero-conditioning',
  version: 1,
  title: 'Zero conditioning',
  category: 'conditioning',
  description:
    'Sets the hidden states of a prompt to zero and keeps its length, references and controls: a negative prompt ' +
    'that needs no text encoder (ConditioningZeroOut).',
  inputs: { conditioning: { kind: 'socket', socket: CONDITIONING, title: 'Conditioning' } },
  outputs: { conditioning: { socket: CONDITIONING, title: 'Conditioning' } },
  foresee: ({ conditioning }) => ({ conditioning }),
  run: ({ conditioning }) => ({ conditioning: { ...conditioning, embeds: zeros(conditioning.embeds.dims) } }),
});
