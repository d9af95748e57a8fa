/** CFGNorm: guidance that makes pixels of the latents no longer. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { boolean, float, link } from '../../../engine/comfyui/inputs.ts';

export const cfgNorm = defineComfyNode({
  class: 'CFGNorm',
  title: 'CFGNorm',
  category: 'advanced/guidance',
  schema: 'v3',
  inputs: {
    model: link('MODEL'),
    strength: float(1, 0, 100, { step: 0.01 }),
    pre_cfg: boolean(false, { optional: true }),
  },
  outputs: [{ type: 'MODEL', name: 'patched_model' }],
  becomes: {
    type: 'normalise-guidance',
    inputs: { model: 'transformer', strength: 'strength', pre_cfg: 'preCfg' },
    outputs: ['transformer'],
  },
});
