/** TextEncodeQwenImage21: both prompts of Qwen-Image-2.1 with their pictures, and an empty latent for the result. */
import { type ComfyNode, defineComfyNode } from '../../../engine/comfyui/define.ts';
import { growing, grownNames, int, link, prompt } from '../../../engine/comfyui/inputs.ts';
import type { Draft } from '../../../engine/comfyui/translate/draft.ts';
import { type Given, type Native, wire } from '../../../engine/comfyui/translate/wire.ts';
import { encodedText } from './show-pictures.ts';

/** Sides of pictures are multiples of it. */
const MULTIPLE = 32;

const IMAGES = growing('IMAGE', 'image', { prefix: 'image_', first: 1, min: 0, max: 16 });

export const textEncodeQwenImage21: ComfyNode = defineComfyNode({
  class: 'TextEncodeQwenImage21',
  title: 'TextEncodeQwenImage21',
  category: 'model/conditioning/qwen image',
  schema: 'v3',
  inputs: {
    clip: link('CLIP'),
    prompt: prompt(),
    negative_prompt: prompt(),
    vae: link('VAE', { optional: true }),
    resolution: int(1024, 0, 4096, { step: MULTIPLE }),
    images: IMAGES,
  },
  outputs: [
    { type: 'CONDITIONING', name: 'positive' },
    { type: 'CONDITIONING', name: 'negative' },
    { type: 'LATENT', name: 'latent' },
  ],
  becomes(given, draft) {
    const fitted = grownNames('images', IMAGES, given.names()).map((name) => fittedImage(given, draft, name));
    if (fitted.length === 0) {
      const side = given.value('resolution');
      const latent = draft.add('free-size-latent', { width: side, height: side }).out('latent');
      return [encodedText(given, draft), encodedText(given, draft, 'negative_prompt'), latent].map(wire);
    }
    const textEncoder = given.value('clip');
    const pictures = fitted.map((image) =>
      draft.add('look-at-image', { textEncoder, image, asIs: true }).out('picture'),
    );
    const vae = given.value('vae');
    const references =
      vae === undefined ? undefined : fitted.map((image) => draft.add('encode-image', { vae, image }).out('latent'));
    const prompts = ['prompt', 'negative_prompt'].map((name) =>
      draft.add('encode-edit', { textEncoder, pictures, references, prompt: given.value(name) }).out('conditioning'),
    );
    return [...prompts, emptyLike(draft, fitted.at(-1), references?.at(-1))].map(wire);
  },
});

/** A picture at the area that the resolution says, or at its own size where that is 0. */
function fittedImage(given: Given, draft: Draft, name: string): Native {
  const image = given.value(name);
  if (given.constant('resolution') === 0) {
    return draft.add('fit-multiple', { image, multiple: MULTIPLE }).out('image');
  }
  return draft.add('fit-image', { image, side: given.value('resolution') }).out('image');
}

/** As large as the last picture. */
function emptyLike(draft: Draft, image: Native, reference: Native): Native {
  if (reference !== undefined) return draft.add('empty-latent-like', { latent: reference }).out('latent');
  const size = draft.add('measure-image', { images: [image] });
  return draft.add('free-size-latent', { width: size.out('width'), height: size.out('height') }).out('latent');
}
