/** FluxKontextMultiReferenceLatentMethod: where the references of a prompt lie beside the picture. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { combo, link } from '../../../engine/comfyui/inputs.ts';

export const fluxKontextMultiReferenceLatentMethod = defineComfyNode({
  class: 'FluxKontextMultiReferenceLatentMethod',
  title: 'Edit Model Reference Method',
  category: 'model/conditioning/flux',
  schema: 'v3',
  inputs: {
    conditioning: link('CONDITIONING'),
    reference_latents_method: combo(['offset', 'index', 'uxo/uno', 'index_timestep_zero'], { advanced: true }),
  },
  outputs: [{ type: 'CONDITIONING' }],
  becomes: {
    type: 'reference-method',
    inputs: { conditioning: 'conditioning', reference_latents_method: 'method' },
    outputs: ['conditioning'],
  },
});
