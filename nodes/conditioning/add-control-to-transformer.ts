/** Add control to transformer: a transformer that brings control pictures along, to every denoise node. */
import { defineNode } from '../../engine/graph/define.ts';
import { knownControls, withKnownControls } from '../foresight.ts';
import { CONTROL, TRANSFORMER } from '../sockets.ts';

export const addControlToTransformer = defineNode({
  type: 'add-control-to-transformer',
  version: 1,
  title: 'Add control to transformer',
  category: 'model',
  description:
    'Makes every prediction of a transformer follow control pictures, in every denoise node that it is linked to: ' +
    'for patches of a transformer. Start and end count by noise level, as in ComfyUI.',
  inputs: {
    transformer: { kind: 'socket', socket: TRANSFORMER, title: 'Transformer' },
    control: { kind: 'socket', socket: CONTROL, title: 'Control', tooltip: 'From "Apply ControlNet".' },
  },
  outputs: { transformer: { socket: TRANSFORMER, title: 'Transformer' } },
  // What comes out names files of this machine.
  reuse: 'never',
  foresee: ({ transformer, control }) => ({ transformer: withKnownControls(transformer, knownControls(control)) }),
  run: ({ transformer, control }) => ({
    transformer: { ...transformer, controls: [...(transformer.controls ?? []), ...control] },
  }),
});
