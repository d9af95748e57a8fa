/** CFG norm: keeps guidance from making pixels of the latents longer, as ComfyUI's CFGNorm does. */
import { defineNode } from '../../engine/graph/define.ts';
import type { GuidanceNorm } from '../../inference/index.ts';
import { TRANSFORMER } from '../sockets.ts';

export const normaliseGuidance = defineNode({
  type: 'normalise-guidance',
  version: 1,
  title: 'CFG norm',
  category: 'model',
  description:
    'Takes back what guidance adds to the length of each pixel of the latents, so that strong guidance does not ' +
    'over-saturate (CFGNorm). "Rescale guidance" of Denoise does so by tokens, as diffusers does: turn one off.',
  inputs: {
    transformer: { kind: 'socket', socket: TRANSFORMER, title: 'Transformer' },
    strength: {
      kind: 'float',
      min: 0,
      max: 100,
      step: 0.01,
      slider: [0, 1],
      default: 1,
      title: 'Strength',
      tooltip: 'A factor on every estimate of the picture. Before guidance: how much of it is rescaled.',
    },
    preCfg: {
      kind: 'boolean',
      default: false,
      title: 'Before guidance',
      tooltip: 'Rescales the velocity to its length without guidance, longer or shorter.',
      advanced: true,
    },
  },
  outputs: { transformer: { socket: TRANSFORMER, title: 'Transformer' } },
  // What comes out names files of this machine.
  reuse: 'never',
  foresee: ({ transformer }) => ({ transformer }),
  run({ transformer, strength, preCfg }) {
    const norm: GuidanceNorm = { of: preCfg ? 'guidance' : 'estimate', strength };
    // There is one way to combine predictions: the last node that says it counts, as in ComfyUI.
    const others = (transformer.guidanceNorms ?? []).filter(({ of }) => of === 'estimate' || of !== norm.of);
    return { transformer: { ...transformer, guidanceNorms: [...others, norm] } };
  },
});
