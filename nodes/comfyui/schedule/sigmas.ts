/** Sigmas as lists: written by hand, split, turned over, and begun elsewhere. */
import { type ComfyNode, defineComfyNode } from '../../../engine/comfyui/define.ts';
import { float, int, link, text } from '../../../engine/comfyui/inputs.ts';
import { Untranslatable, wire } from '../../../engine/comfyui/translate/wire.ts';

const common = { category: 'model/sampling/sigmas', schema: 'v3' } as const;

export const manualSigmas: ComfyNode = defineComfyNode({
  ...common,
  class: 'ManualSigmas',
  title: 'ManualSigmas',
  inputs: { sigmas: text('1, 0.5') },
  outputs: [{ type: 'SIGMAS' }],
  becomes: { type: 'written-schedule', inputs: { sigmas: 'sigmas' }, outputs: ['schedule'] },
});

export const setFirstSigma: ComfyNode = defineComfyNode({
  ...common,
  class: 'SetFirstSigma',
  title: 'SetFirstSigma',
  inputs: { sigmas: link('SIGMAS'), sigma: float(136, 0, 20_000, { step: 0.001, round: false }) },
  outputs: [{ type: 'SIGMAS' }],
  becomes(given, draft) {
    const sigma = given.constant('sigma');
    if (typeof sigma === 'number' && sigma > 1) {
      throw new Untranslatable('sets a sigma above 1, which models of other families have');
    }
    const begun = draft.add('first-sigma', { schedule: given.value('sigmas'), sigma });
    return [wire(begun.out('schedule'))];
  },
});

const parts = [
  { type: 'SIGMAS', name: 'high_sigmas' },
  { type: 'SIGMAS', name: 'low_sigmas' },
];

export const splitSigmas: ComfyNode = defineComfyNode({
  ...common,
  class: 'SplitSigmas',
  title: 'SplitSigmas',
  inputs: { sigmas: link('SIGMAS'), step: int(0, 0, 10_000) },
  outputs: parts,
  becomes: {
    type: 'split-schedule',
    inputs: { sigmas: 'schedule', step: 'step' },
    fixed: { by: 'step' },
    outputs: ['before', 'after'],
  },
});

export const splitSigmasDenoise: ComfyNode = defineComfyNode({
  ...common,
  class: 'SplitSigmasDenoise',
  title: 'SplitSigmasDenoise',
  inputs: { sigmas: link('SIGMAS'), denoise: float(1, 0, 1, { step: 0.01 }) },
  outputs: parts,
  becomes: {
    type: 'split-schedule',
    inputs: { sigmas: 'schedule', denoise: 'share' },
    fixed: { by: 'share' },
    outputs: ['before', 'after'],
  },
});
