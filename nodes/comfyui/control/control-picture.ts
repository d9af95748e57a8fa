/** A control picture, as our nodes give it to prompts and transformers. */
import type { Draft } from '../../../engine/comfyui/translate/draft.ts';
import { type Given, type Native, Untranslatable } from '../../../engine/comfyui/translate/wire.ts';

/** @param image of the result's size. @param more inputs of `apply-controlnet`. */
export function controlPicture(
  given: Given,
  draft: Draft,
  controlNet: Native,
  image: Native,
  more: Readonly<Record<string, Native>>,
): Native {
  const vae = given.value('vae');
  if (vae === undefined) throw new Untranslatable('has no VAE, which every ControlNet of Qwen-Image needs');
  const latent = draft.add('encode-image', { vae, image, crop: true }).out('latent');
  return draft.add('apply-controlnet', { controlNet, latent, ...more }).out('control');
}

/** Both prompts with a control. */
export function controlledPrompts(given: Given, draft: Draft, control: Native): readonly Native[] {
  return ['positive', 'negative'].map((name) =>
    draft.add('add-control', { conditioning: given.value(name), control }).out('conditioning'),
  );
}
