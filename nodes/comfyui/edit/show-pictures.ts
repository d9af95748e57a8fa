/** Pictures beside an instruction, as TextEncodeQwenImageEdit and its successors show them to the models. */
import type { Draft } from '../../../engine/comfyui/translate/draft.ts';
import type { Given, Native } from '../../../engine/comfyui/translate/wire.ts';
import { MAX_PROMPT_WINDOW as WINDOW } from '../../../inference/index.ts';

/** Pixels of a megapixel, along a side. */
const SIDE = 1024;

/** A picture scaled to the area of a square. @param multiple of which both sides are. */
export function scaledToArea(draft: Draft, image: Native, side: number, multiple: number): Native {
  const scaled = draft.add('scale-to-megapixels', { image, megapixels: (side / SIDE) ** 2, multiple, method: 'area' });
  return scaled.out('image');
}

export interface Shown {
  /** As the text encoder reads it: at the size it has. */
  readonly image: Native;
  /** As the transformer sees it. */
  readonly reference: Native;
}

/**
 * The prompt with its pictures. References are added where a VAE is linked.
 * @param about how the instruction is put: to a model for one picture, or with numbers.
 */
export function encodedEdit(given: Given, draft: Draft, shown: readonly Shown[], about: 'one' | 'several'): Native {
  const textEncoder = given.value('clip');
  const pictures = shown.map(({ image }) =>
    draft.add('look-at-image', { textEncoder, image, asIs: true }).out('picture'),
  );
  const vae = given.value('vae');
  const references =
    vae === undefined
      ? undefined
      : shown.map(({ reference }) => draft.add('encode-image', { vae, image: reference, crop: true }).out('latent'));
  const encoded = draft.add('encode-edit', {
    textEncoder,
    pictures,
    references,
    prompt: given.value('prompt'),
    about,
  });
  return encoded.out('conditioning');
}

/** A prompt without pictures. */
export function encodedText(given: Given, draft: Draft, prompt = 'prompt'): Native {
  const inputs = { textEncoder: given.value('clip'), prompt: given.value(prompt), window: WINDOW };
  return draft.add('encode-text', inputs).out('conditioning');
}
