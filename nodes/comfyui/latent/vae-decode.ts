/** VAEDecode: from latent to picture; a latent of several layers becomes several pictures. */
import { type ComfyNode, defineComfyNode } from '../../../engine/comfyui/define.ts';
import { link } from '../../../engine/comfyui/inputs.ts';
import { wire } from '../../../engine/comfyui/translate/wire.ts';

export const vaeDecode: ComfyNode = defineComfyNode({
  class: 'VAEDecode',
  title: 'VAE Decode',
  category: 'model/latent',
  inputs: { samples: link('LATENT'), vae: link('VAE') },
  outputs: [{ type: 'IMAGE' }],
  becomes(given, draft) {
    const inputs = { latent: given.value('samples'), vae: given.value('vae') };
    if (!given.leadsTo('samples', ['empty-layers'])) return [wire(draft.add('decode-latent', inputs).out('image'))];
    return [wire(draft.add('decode-layers', { ...inputs, whole: true }).out('images'))];
  },
  from: [
    {
      type: 'decode-latent',
      write: (ours, out) => ({
        image: out.add('VAEDecode', { samples: ours.value('latent'), vae: ours.value('vae') }).out(0),
      }),
    },
    {
      type: 'decode-layers',
      write(ours, out) {
        const latent = ours.value('latent');
        const layers =
          ours.literal('whole') === true
            ? latent
            : out.add('LatentCut', { samples: latent, dim: 't', index: 1, amount: 16_384 }).out(0);
        const samples = out.add('LatentCutToBatch', { samples: layers, dim: 't', slice_size: 1 }).out(0);
        return { images: out.add('VAEDecode', { samples, vae: ours.value('vae') }).out(0) };
      },
    },
  ],
});
