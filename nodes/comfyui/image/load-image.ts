/** LoadImage: a picture of the input folder, and a mask of what is transparent in it. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { picture } from '../../../engine/comfyui/inputs.ts';

/** Without the folder that a name may say it means: all pictures are read from the input folders. */
function plainName(name: unknown): unknown {
  return typeof name === 'string' ? name.replace(/ \[input\]$/, '') : name;
}

export const loadImage = defineComfyNode({
  class: 'LoadImage',
  title: 'Load Image',
  category: 'image',
  inputs: { image: picture() },
  outputs: [{ type: 'IMAGE' }, { type: 'MASK' }],
  becomes: {
    type: 'load-image',
    inputs: { image: { name: 'image', ours: plainName } },
    fixed: { alpha: false },
    outputs: ['image', 'mask'],
  },
  from: [
    {
      type: 'load-image',
      write(ours, out) {
        if (ours.literal('alpha') === true) out.issue('ComfyUI leaves out how transparent the picture is.');
        const loaded = out.add('LoadImage', { image: ours.value('image') });
        return { image: loaded.out(0), mask: loaded.out(1) };
      },
    },
  ],
});
