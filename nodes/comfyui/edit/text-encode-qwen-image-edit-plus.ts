/** TextEncodeQwenImageEditPlus: an instruction about up to three pictures. */
import { type ComfyNode, defineComfyNode } from '../../../engine/comfyui/define.ts';
import { link, prompt } from '../../../engine/comfyui/inputs.ts';
import { wire } from '../../../engine/comfyui/translate/wire.ts';
import { encodedEdit, encodedText, scaledToArea } from './show-pictures.ts';

const IMAGES = ['image1', 'image2', 'image3'] as const;

/** Sides of the squares whose areas pictures are scaled to, for the text encoder and for the transformer. */
const [SHOWN, REFERENCE] = [384, 1024];

/** Sides of references are multiples of it. */
const MULTIPLE = 8;

export const textEncodeQwenImageEditPlus: ComfyNode = defineComfyNode({
  class: 'TextEncodeQwenImageEditPlus',
  title: 'TextEncodeQwenImageEditPlus',
  category: 'model/conditioning/qwen image',
  schema: 'v3',
  inputs: {
    clip: link('CLIP'),
    prompt: prompt(),
    vae: link('VAE', { optional: true }),
    image1: link('IMAGE', { optional: true }),
    image2: link('IMAGE', { optional: true }),
    image3: link('IMAGE', { optional: true }),
  },
  outputs: [{ type: 'CONDITIONING' }],
  becomes(given, draft) {
    const linked = IMAGES.filter((name) => given.has(name));
    if (linked.length === 0) return [wire(encodedText(given, draft))];
    if (linked.some((name, i) => name !== IMAGES[i])) {
      draft.issue('leaves a picture out: those after it get smaller numbers in the prompt than in ComfyUI');
    }
    const needsReferences = given.has('vae');
    const shown = linked.map((name) => {
      const image = given.value(name);
      return {
        image: scaledToArea(draft, image, SHOWN, 1),
        reference: needsReferences ? scaledToArea(draft, image, REFERENCE, MULTIPLE) : undefined,
      };
    });
    return [wire(encodedEdit(given, draft, shown, 'several'))];
  },
});
