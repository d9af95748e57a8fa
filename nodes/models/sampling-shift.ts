/** Sampling shift: bends the noise levels that schedules of a transformer have. */
import { defineNode } from '../../engine/graph/define.ts';
import { AURA_FLOW_LEVELS } from '../../inference/index.ts';
import { TRANSFORMER } from '../sockets.ts';

export const samplingShift = defineNode({
  type: 'sampling-shift',
  version: 1,
  title: 'Sampling shift',
  category: 'model',
  description:
    'Says how far the curves of ComfyUI are bent towards noise, for every schedule of the transformer whose own ' +
    'shift is 0, and at which steps controls of the transformer and of prompts begin and end (ModelSamplingAuraFlow).',
  inputs: {
    transformer: { kind: 'socket', socket: TRANSFORMER, title: 'Transformer' },
    shift: {
      kind: 'float',
      min: 0.01,
      max: 100,
      default: 3.1,
      title: 'Shift',
      tooltip: '3.1 in the templates of ComfyUI, 3 for Lightning, 1 for layers: larger gives more steps to much noise.',
    },
  },
  outputs: { transformer: { socket: TRANSFORMER, title: 'Transformer' } },
  // What comes out names files of this machine.
  reuse: 'never',
  foresee: ({ transformer }) => ({ transformer }),
  run: ({ transformer, shift }) => ({
    transformer: { ...transformer, samplingSigmas: { shift, levels: AURA_FLOW_LEVELS } },
  }),
});
