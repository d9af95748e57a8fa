/** Inputs of ComfyUI's nodes: links, and widgets with their default and range. */

interface Common {
  /** The node runs without it. */
  readonly optional?: boolean;
  readonly tooltip?: string;
}

/** A value that only a link gives. */
export interface LinkInput extends Common {
  readonly kind: 'link';
  /** Such as `MODEL`; `*` for any. */
  readonly type: string;
}

export interface NumberInput extends Common {
  readonly kind: 'int' | 'float';
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  /** A seed: ComfyUI's editor keeps a second value behind it, that says how it changes from run to run. */
  readonly control?: boolean;
}

export interface TextInput extends Common {
  readonly kind: 'text';
  readonly default: string;
  readonly multiline?: boolean;
}

export interface BooleanInput extends Common {
  readonly kind: 'boolean';
  readonly default: boolean;
}

export interface ComboInput extends Common {
  readonly kind: 'combo';
  readonly options: readonly string[];
  /** Default: the first. */
  readonly default?: string;
}

/** One of the files in a folder of models, such as `loras`; with further names that are always there. */
export interface FileInput extends Common {
  readonly kind: 'file';
  readonly folder: string;
}

/** One of the pictures that were uploaded. ComfyUI's editor keeps a second value behind it. */
export interface PictureInput extends Common {
  readonly kind: 'picture';
}

export type ComfyInput = LinkInput | NumberInput | TextInput | BooleanInput | ComboInput | FileInput | PictureInput;

export type ComfyInputs = Readonly<Record<string, ComfyInput>>;

/** 2^64 - 1, the largest seed. */
const LARGEST_SEED = 2 ** 64 - 1;

/** A link of a type, such as `MODEL`. */
export function link(type: string, more: Common = {}): LinkInput {
  return { kind: 'link', type, ...more };
}

export function int(
  value: number,
  min: number,
  max: number,
  more: Common & Pick<NumberInput, 'step' | 'control'> = {},
): NumberInput {
  return { kind: 'int', default: value, min, max, ...more };
}

export function float(
  value: number,
  min: number,
  max: number,
  more: Common & Pick<NumberInput, 'step'> = {},
): NumberInput {
  return { kind: 'float', default: value, min, max, ...more };
}

/** A seed from 0 to 2^64 - 1. */
export function seed(): NumberInput {
  return int(0, 0, LARGEST_SEED, { control: true });
}

export function text(value = '', more: Common & Pick<TextInput, 'multiline'> = {}): TextInput {
  return { kind: 'text', default: value, ...more };
}

export function boolean(value: boolean, more: Common = {}): BooleanInput {
  return { kind: 'boolean', default: value, ...more };
}

export function combo(options: readonly string[], more: Common & Pick<ComboInput, 'default'> = {}): ComboInput {
  return { kind: 'combo', options, ...more };
}

/** A file of a folder of models, such as `diffusion_models`. */
export function file(folder: string, more: Common = {}): FileInput {
  return { kind: 'file', folder, ...more };
}

export function picture(more: Common = {}): PictureInput {
  return { kind: 'picture', ...more };
}

/** Whether a value can be set by hand. */
export function isWidget(input: ComfyInput): boolean {
  return input.kind !== 'link';
}

/** The value of a widget that a file or a prompt leaves out; undefined when there is none. */
export function defaultOf(input: ComfyInput): unknown {
  if (input.kind === 'combo') return input.default ?? input.options[0];
  return 'default' in input ? input.default : undefined;
}
