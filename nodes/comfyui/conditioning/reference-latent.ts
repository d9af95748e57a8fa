/** ReferenceLatent: a picture as a latent beside a prompt. Without a latent the prompt stays as it is. */
import { type ComfyNode, defineComfyNode } from '../../../engine/comfyui/define.ts';
import { link } from '../../../engine/comfyui/inputs.ts';
import { wire } from '../../../engine/comfyui/translate/wire.ts';

export const referenceLatent: ComfyNode = defineComfyNode({
  class: 'ReferenceLatent',
  title: 'Set Reference Latent',
  category: 'model/conditioning',
  schema: 'v3',
  inputs: { conditioning: link('CONDITIONING'), latent: link('LATENT', { optional: true }) },
  outputs: [{ type: 'CONDITIONING' }],
  becomes(given, draft) {
    if (!given.has('latent')) return [given.wire('conditioning')];
    const added = draft.add('add-reference', {
      conditioning: given.value('conditioning'),
      references: [given.value('latent')],
    });
    return [wire(added.out('conditioning'))];
  },
  from: [
    {
      type: 'add-reference',
      write(ours, out) {
        const conditioning = ours
          .list('references')
          .reduce(
            (before, latent) => out.add('ReferenceLatent', { conditioning: before, latent }).out(0),
            ours.value('conditioning'),
          );
        return { conditioning };
      },
    },
  ],
});
