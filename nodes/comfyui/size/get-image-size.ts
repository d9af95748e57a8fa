/** GetImageSize: width and height of pictures, and their number. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { link } from '../../../engine/comfyui/inputs.ts';
import { Unwritable } from '../../../engine/comfyui/export/ours.ts';
import { wire } from '../../../engine/comfyui/translate/wire.ts';

export const getImageSize = defineComfyNode({
  class: 'GetImageSize',
  title: 'Get Image Size',
  category: 'image',
  schema: 'v3',
  hidden: { unique_id: 'UNIQUE_ID' },
  inputs: { image: link('IMAGE') },
  outputs: [
    { type: 'INT', name: 'width' },
    { type: 'INT', name: 'height' },
    { type: 'INT', name: 'batch_size' },
  ],
  becomes(given, draft) {
    const image = given.value('image');
    const size = draft.add('measure-image', given.socket('image') === 'images' ? { batch: image } : { images: image });
    return ['width', 'height', 'count'].map((output) => wire(size.out(output)));
  },
  from: [
    {
      type: 'measure-image',
      write(ours, out) {
        const [image, ...others] = [...ours.list('images'), ...ours.list('batch')];
        if (others.length > 0)
          throw new Unwritable(`node "${ours.id}", images: GetImageSize of ComfyUI takes one link`);
        const size = out.add('GetImageSize', { image });
        return { width: size.out(0), height: size.out(1), count: size.out(2) };
      },
    },
  ],
});
