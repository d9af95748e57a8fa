/** SaveImageAdvanced: writes pictures as PNG of 8 bits. */
import { type Become, type ComfyNode, defineComfyNode, PICTURE_TEXTS } from '../../../engine/comfyui/define.ts';
import { cases, combo, link, text } from '../../../engine/comfyui/inputs.ts';
import { Untranslatable } from '../../../engine/comfyui/translate/wire.ts';
import { saveImage } from './save-image.ts';

const PNG = {
  bit_depth: combo(['8-bit', '16-bit'], { default: '8-bit', advanced: true }),
  input_color_space: combo(['sRGB'], { default: 'sRGB', advanced: true }),
};

const EXR = {
  bit_depth: combo(['32-bit float'], { default: '32-bit float', advanced: true }),
  input_color_space: combo(['sRGB', 'HDR', 'linear'], { default: 'sRGB', advanced: true }),
};

export const saveImageAdvanced: ComfyNode = defineComfyNode({
  class: 'SaveImageAdvanced',
  title: 'Save Image (Advanced)',
  category: 'image',
  schema: 'v3',
  isOutput: true,
  hidden: PICTURE_TEXTS,
  inputs: { images: link('IMAGE'), filename_prefix: text('ComfyUI'), format: cases({ png: PNG, exr: EXR }) },
  outputs: [{ type: 'IMAGE', name: 'images' }],
  becomes(given, draft) {
    if (given.constant('format') === 'exr') throw new Untranslatable('writes EXR; Inkloom writes PNG');
    if (given.value('format.bit_depth') === '16-bit')
      draft.issue('is saved with 8 bits a channel, which is all there is');
    return (saveImage.becomes as Become)(given, draft);
  },
});
