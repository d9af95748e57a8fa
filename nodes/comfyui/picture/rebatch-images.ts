/** RebatchImages: the same pictures in batches of another size. A list here has no batches, so it passes. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { int, link } from '../../../engine/comfyui/inputs.ts';

export const rebatchImages = defineComfyNode({
  class: 'RebatchImages',
  title: 'Rebatch Images',
  category: 'image/batch',
  schema: 'v3',
  inputs: { images: link('IMAGE'), batch_size: int(1, 1, 4096) },
  outputs: [{ type: 'IMAGE', isList: true }],
  takesLists: true,
  becomes: (given) => [given.wire('images')],
});
