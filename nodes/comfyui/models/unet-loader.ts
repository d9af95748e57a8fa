/** UNETLoader: a transformer by itself. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { combo, file } from '../../../engine/comfyui/inputs.ts';
import { notGguf } from './file-name.ts';

export const unetLoader = defineComfyNode({
  class: 'UNETLoader',
  title: 'Load Diffusion Model',
  category: 'model/loaders',
  inputs: {
    unet_name: file('diffusion_models'),
    // How ComfyUI holds the weights; here `--precision` says so.
    weight_dtype: combo(['default', 'fp8_e4m3fn', 'fp8_e4m3fn_fast', 'fp8_e5m2'], { advanced: true }),
  },
  outputs: [{ type: 'MODEL' }],
  becomes: { type: 'load-transformer', inputs: { unet_name: notGguf('transformer') }, outputs: ['transformer'] },
});
