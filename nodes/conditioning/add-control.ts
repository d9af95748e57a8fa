/** Add control: a prompt that brings control pictures along, to every denoise node it is linked to. */
import { defineNode } from '../../engine/graph/define.ts';
import { knownControls, withKnownControls } from '../foresight.ts';
import { CONDITIONING, CONTROL, type ControlNetHandle } from '../sockets.ts';

export const addControl = defineNode({
  type: 'add-control',
  version: 1,
  title: 'Add control',
  category: 'conditioning',
  description:
    'Makes the predictions of a prompt follow control pictures, in every denoise node that it is linked to. Both the ' +
    'positive and the negative prompt need it. Start and end count by noise level, as in ComfyUI; those of the input ' +
    '"Control" of a denoise node count by steps.',
  inputs: {
    conditioning: { kind: 'socket', socket: CONDITIONING, title: 'Conditioning' },
    control: { kind: 'socket', socket: CONTROL, title: 'Control', tooltip: 'From "Apply ControlNet".' },
  },
  outputs: { conditioning: { socket: CONDITIONING, title: 'Conditioning' } },
  // What comes out names files of this machine.
  reuse: 'never',
  foresee({ conditioning, control }) {
    const controls = knownControls(control);
    refusePatches(controls);
    return { conditioning: withKnownControls(conditioning, controls) };
  },
  run({ conditioning, control }) {
    refusePatches(control);
    return { conditioning: { ...conditioning, controls: [...(conditioning.controls ?? []), ...control] } };
  },
});

/** @throws TypeError for a patch: built into the transformer, it would act on predictions of other prompts too. */
function refusePatches(controls: readonly { readonly controlNet: unknown }[]): void {
  if (!controls.some(({ controlNet }) => (controlNet as Partial<ControlNetHandle> | undefined)?.isBuiltIn === true))
    return;
  throw new TypeError('A patch changes the transformer, not a prompt: use "Add control to transformer" for it');
}
