/** Styles of LoRA files, told by the prefix of their names. Where none fits, the names are the model's own. */
import type { LoraTarget } from './target.ts';

interface Style {
  readonly prefix: string;
  readonly style: string;
}

const DENOISER: readonly Style[] = [
  { prefix: 'base_model.model.', style: 'PEFT' },
  { prefix: 'model.diffusion_model.', style: 'ComfyUI' },
  { prefix: 'diffusion_model.', style: 'ComfyUI' },
  { prefix: 'transformer.', style: 'diffusers' },
  { prefix: 'unet.', style: 'old diffusers' },
  { prefix: 'lora_unet_', style: 'kohya' },
  { prefix: 'lora_transformer_', style: 'kohya' },
  { prefix: 'lycoris_', style: 'LyCORIS' },
];

const TEXT_ENCODER: readonly Style[] = [
  { prefix: 'base_model.model.', style: 'PEFT' },
  { prefix: 'text_encoders.', style: 'ComfyUI' },
  { prefix: 'text_encoder.', style: 'diffusers' },
  { prefix: 'lora_te1_', style: 'kohya' },
  { prefix: 'lora_te_', style: 'kohya' },
];

/** Prefixes that only text encoders have: their modules are no mistake in a file for a denoiser. */
const OF_TEXT_ENCODERS = /^(?:base_model\.model\.)?(?:text_encoders?\.|lora_te\d?_)/;

/** Whether the name of a module says that it belongs to a text encoder. */
export function isOfTextEncoder(module: string): boolean {
  return OF_TEXT_ENCODERS.test(module);
}

export interface Unprefixed {
  readonly name: string;
  readonly style: string;
}

/**
 * A name as it stands, then with its prefix taken off, then with the prefix behind that one: PEFT puts its own before
 * those of others.
 */
export function unprefixed(module: string, component: LoraTarget['component']): readonly Unprefixed[] {
  const styles = component === 'denoiser' ? DENOISER : TEXT_ENCODER;
  const names: Unprefixed[] = [{ name: module, style: 'plain names' }];
  for (let found = next(module, styles); found; found = next(found.name, styles)) {
    const [, first] = names;
    names.push({ name: found.name, style: first?.style ?? found.style });
  }
  return names;
}

function next(name: string, styles: readonly Style[]): Unprefixed | undefined {
  const found = styles.find(({ prefix }) => name.startsWith(prefix));
  return found && { name: name.slice(found.prefix.length), style: found.style };
}
