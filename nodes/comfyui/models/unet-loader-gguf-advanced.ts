/** UnetLoaderGGUFAdvanced, of the pack ComfyUI-GGUF: a transformer from a GGUF file. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { boolean, combo, file } from '../../../engine/comfyui/inputs.ts';

const DTYPES = ['default', 'target', 'float32', 'float16', 'bfloat16'];

export const unetLoaderGgufAdvanced = defineComfyNode({
  class: 'UnetLoaderGGUFAdvanced',
  title: 'Unet Loader (GGUF/Advanced)',
  category: 'bootleg',
  inputs: {
    unet_name: file('diffusion_models', { ending: '.gguf' }),
    // How weights are multiplied; here `--precision` says so.
    dequant_dtype: combo(DTYPES, { default: 'default' }),
    patch_dtype: combo(DTYPES, { default: 'default' }),
    patch_on_device: boolean(false),
  },
  outputs: [{ type: 'MODEL' }],
  becomes: { type: 'load-transformer', inputs: { unet_name: 'transformer' }, outputs: ['transformer'] },
});
