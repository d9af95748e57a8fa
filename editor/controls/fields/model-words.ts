/** Words of the control of a model, by the kind that its input names. */
import type { InputDefinition } from '../../../engine/protocol/index.ts';

type ModelInput = Extract<InputDefinition, { readonly kind: 'model' }>;

interface Words {
  readonly one: string;
  /** Folder of a place for models that holds the files. */
  readonly folder: string;
}

const WORDS: Readonly<Record<string, Words>> = {
  checkpoint: { one: 'a model', folder: 'checkpoints' },
  transformer: { one: 'a transformer', folder: 'diffusion_models' },
  textEncoder: { one: 'a text encoder', folder: 'text_encoders' },
  visionTower: { one: 'a vision tower', folder: 'text_encoders' },
  vae: { one: 'a VAE', folder: 'vae' },
  controlNet: { one: 'a ControlNet', folder: 'controlnet' },
  lora: { one: 'a LoRA', folder: 'loras' },
};

function wordsOf({ of = 'checkpoint' }: ModelInput): Words {
  return WORDS[of] ?? { one: 'a model', folder: of };
}

const OF_WHOLE = ['checkpoint', 'transformer', 'textEncoder', 'vae'];

/** Whether an input names a whole model, or a part that every whole model has. */
export function isPart({ of = 'checkpoint' }: ModelInput): boolean {
  return OF_WHOLE.includes(of);
}

/** Shown in place of a name. */
export function choosePrompt(input: ModelInput): string {
  return input.optional === true ? 'None chosen' : `Choose ${wordsOf(input).one}`;
}

/** Shown in an empty list. */
export function noneThere(input: ModelInput): string {
  const { one, folder } = wordsOf(input);
  const what = one.replace(/^an? /, '');
  return `There is no ${what} yet. Put one into "${folder}" in a model folder, or start the server with --models.`;
}

/** @param command that gets the file. */
export function missingSentence(name: string, command: string | undefined): string {
  const add = command === undefined ? 'add this one' : `get this one: ${command}`;
  return `No model folder of the server contains "${name}". Choose another model, or ${add}.`;
}
