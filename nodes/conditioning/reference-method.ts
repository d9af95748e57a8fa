/** Reference method: how the transformer tells references from the picture it makes. */
import { defineNode } from '../../engine/graph/define.ts';
import { REFERENCE_METHODS, type ReferenceMethod } from '../../inference/index.ts';
import { CONDITIONING } from '../sockets.ts';

const METHODS = Object.keys(REFERENCE_METHODS) as ReferenceMethod[];

export const referenceMethod = defineNode({
  type: 'reference-method',
  version: 1,
  title: 'Reference method',
  category: 'conditioning',
  description:
    'Says where the references of a prompt lie beside the picture, for a checkpoint that was trained otherwise than ' +
    'its files tell. Without this node it is as the checkpoint was trained.',
  inputs: {
    conditioning: { kind: 'socket', socket: CONDITIONING, title: 'Conditioning' },
    method: {
      kind: 'choice',
      options: METHODS,
      default: 'index',
      title: 'Method',
      tooltip: METHODS.map((method) => `${method}: ${REFERENCE_METHODS[method]}`).join(' '),
    },
  },
  outputs: { conditioning: { socket: CONDITIONING, title: 'Conditioning' } },
  foresee: ({ conditioning }) => ({ conditioning }),
  run: ({ conditioning, method }) => ({ conditioning: { ...conditioning, referenceMethod: method } }),
});
