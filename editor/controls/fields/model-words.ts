/** Words of the control of a model, by the kind that its input names. */
import type { InputDefinition } from '../../../engine/protocol/index.ts';
import { msg, t } from '../../i18n/t.ts';

type ModelInput = Extract<InputDefinition, { readonly kind: 'model' }>;

interface Words {
  readonly one: string;
  /** Folder of a place for models that holds the files. */
  readonly folder: string;
}

const WORDS: Readonly<Record<string, Words>> = {
  checkpoint: { one: msg('a model'), folder: 'checkpoints' },
  transformer: { one: msg('a transformer'), folder: 'diffusion_models' },
  textEncoder: { one: msg('a text encoder'), folder: 'text_encoders' },
  visionTower: { one: msg('a vision tower'), folder: 'text_encoders' },
  vae: { one: msg('a VAE'), folder: 'vae' },
  controlNet: { one: msg('a ControlNet'), folder: 'controlnet' },
  lora: { one: msg('a LoRA'), folder: 'loras' },
};

function wordsOf({ of = 'checkpoint' }: ModelInput): Words {
  return WORDS[of] ?? { one: msg('a model'), folder: of };
}

const NONE_THERE = msg(
  'The server has not found {what} yet. Put one into "{folder}" in a model folder, or start the server with --models.',
);
const MISSING = msg('No model folder has "{name}". Choose another model, or add this one.');
const MISSING_BUT = msg('No model folder has "{name}". Choose another model, or get this one: {command}');

const OF_WHOLE = ['checkpoint', 'transformer', 'textEncoder', 'vae'];

/** Whether an input names a whole model, or a part that every whole model has. */
export function isPart({ of = 'checkpoint' }: ModelInput): boolean {
  return OF_WHOLE.includes(of);
}

/** Shown in place of a name. */
export function choosePrompt(input: ModelInput): string {
  return input.optional === true ? t('None chosen') : t('Choose {what}', { what: t(wordsOf(input).one) });
}

/** Shown in an empty list. */
export function noneThere(input: ModelInput): string {
  const { one, folder } = wordsOf(input);
  return t(NONE_THERE, { what: t(one), folder });
}

/** @param command that gets the file. */
export function missingSentence(name: string, command: string | undefined): string {
  return command === undefined ? t(MISSING, { name }) : t(MISSING_BUT, { name, command });
}
