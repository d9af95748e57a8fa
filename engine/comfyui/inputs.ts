/** Inputs of ComfyUI's nodes: links, and widgets with their default and range. */

interface Common {
  /** The node runs without it. */
  readonly optional?: boolean;
  readonly tooltip?: string;
  /** Their editor hides it at first. */
  readonly advanced?: boolean;
}

/** A value that only a link gives. */
export interface LinkInput extends Common {
  readonly kind: 'link';
  /** Such as `MODEL`; several with commas between; `*` for any. */
  readonly type: string;
  /** Links of one name in a node have the same type, and so have its outputs of that name. */
  readonly sameAs?: string;
  /** Computed only when the node asks for it. */
  readonly lazy?: boolean;
}

/** Without a default of its own, the value is 0. */
export interface NumberInput extends Common {
  readonly kind: 'int' | 'float';
  readonly default?: number;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  /** What their editor rounds to; false: nothing. */
  readonly round?: number | false;
  /** A seed: their editor keeps a second value behind it, that says how it changes from run to run; or its default. */
  readonly control?: boolean | string;
}

/** Without a default of its own, the value is empty. */
export interface TextInput extends Common {
  readonly kind: 'text';
  readonly default?: string;
  readonly multiline?: boolean;
  /** Their editor picks one of `{a|b}`. */
  readonly dynamicPrompts?: boolean;
}

/** Without a default of its own, the value is false. */
export interface BooleanInput extends Common {
  readonly kind: 'boolean';
  readonly default?: boolean;
}

export interface ComboInput extends Common {
  readonly kind: 'combo';
  readonly options: readonly string[];
  /** Default: the first. */
  readonly default?: string;
}

/** One of the files in a folder of models, such as `loras`. */
export interface FileInput extends Common {
  readonly kind: 'file';
  readonly folder: string;
  /** Only files that end so, such as `.gguf`. */
  readonly ending?: string;
}

/** One of the pictures that were uploaded. ComfyUI's editor keeps a second value behind it. */
export interface PictureInput extends Common {
  readonly kind: 'picture';
}

/**
 * A choice with inputs of its own for each option: `bit_depth` of the choice `format` is the input `format.bit_depth`.
 * Widgets follow that of the choice.
 */
export interface CasesInput extends Common {
  readonly kind: 'cases';
  readonly cases: Readonly<Record<string, ComfyInputs>>;
  readonly title?: string;
}

/** As many links as are made: `image` of the prefix `image_` in the input `images` is `images.image_1` and so on. */
export interface GrowingInput extends Common {
  readonly kind: 'growing';
  readonly item: string;
  readonly type: string;
  readonly prefix: string;
  readonly min: number;
  readonly max: number;
  /** Number of the first; default: 0. */
  readonly first?: number;
}

/** A value that only their editor reads. */
export interface EditorInput extends Common {
  readonly kind: 'editor';
  readonly type: string;
}

export type ComfyInput =
  | LinkInput
  | NumberInput
  | TextInput
  | BooleanInput
  | ComboInput
  | FileInput
  | PictureInput
  | CasesInput
  | GrowingInput
  | EditorInput;

export type ComfyInputs = Readonly<Record<string, ComfyInput>>;

/** 2^64 - 1, the largest seed. */
const LARGEST_SEED = 2 ** 64 - 1;

/** A link of a type, such as `MODEL`. */
export function link(type: string, more: Common & Pick<LinkInput, 'sameAs' | 'lazy'> = {}): LinkInput {
  return { kind: 'link', type, ...more };
}

export function int(
  value: number | undefined,
  min: number,
  max: number,
  more: Common & Pick<NumberInput, 'step' | 'control'> = {},
): NumberInput {
  return { kind: 'int', ...ownDefault(value), min, max, ...more };
}

export function float(
  value: number | undefined,
  min: number,
  max: number,
  more: Common & Pick<NumberInput, 'step' | 'round'> = {},
): NumberInput {
  return { kind: 'float', ...ownDefault(value), min, max, ...more };
}

/** A seed from 0 to 2^64 - 1. */
export function seed(): NumberInput {
  return int(0, 0, LARGEST_SEED, { control: true });
}

export function text(value?: string, more: Common & Pick<TextInput, 'multiline' | 'dynamicPrompts'> = {}): TextInput {
  return { kind: 'text', ...ownDefault(value), ...more };
}

/** A prompt. */
export function prompt(value?: string, more: Common = {}): TextInput {
  return text(value, { multiline: true, dynamicPrompts: true, ...more });
}

export function boolean(value?: boolean, more: Common = {}): BooleanInput {
  return { kind: 'boolean', ...ownDefault(value), ...more };
}

export function combo(options: readonly string[], more: Common & Pick<ComboInput, 'default'> = {}): ComboInput {
  return { kind: 'combo', options, ...more };
}

/** A file of a folder of models, such as `diffusion_models`. */
export function file(folder: string, more: Common & Pick<FileInput, 'ending'> = {}): FileInput {
  return { kind: 'file', folder, ...more };
}

export function picture(more: Common = {}): PictureInput {
  return { kind: 'picture', ...more };
}

export function cases(
  options: Readonly<Record<string, ComfyInputs>>,
  more: Common & Pick<CasesInput, 'title'> = {},
): CasesInput {
  return { kind: 'cases', cases: options, ...more };
}

export function growing(
  type: string,
  item: string,
  { prefix, min, max, ...more }: Common & Pick<GrowingInput, 'prefix' | 'min' | 'max' | 'first'>,
): GrowingInput {
  return { kind: 'growing', type, item, prefix, min, max, ...more };
}

function ownDefault<T>(value: T | undefined): { readonly default?: T } {
  return value === undefined ? {} : { default: value };
}

/** Whether a value can be set by hand. */
export function isWidget(input: ComfyInput): boolean {
  return input.kind !== 'link' && input.kind !== 'growing' && input.kind !== 'editor';
}

/** The value of a widget that a file or a prompt leaves out; undefined when there is none. */
export function defaultOf(input: ComfyInput): unknown {
  switch (input.kind) {
    case 'int':
    case 'float':
      return input.default ?? 0;
    case 'text':
      return input.default ?? '';
    case 'boolean':
      return input.default ?? false;
    case 'combo':
      return input.default ?? input.options[0];
    case 'cases':
      return Object.keys(input.cases)[0];
    default:
      return undefined;
  }
}

/**
 * The inputs that a node has as it is set: with those of its choices, and with the links that were made.
 * @param given values and links by name.
 */
export function inputsAsSet(inputs: ComfyInputs, given: Readonly<Record<string, unknown>>): ComfyInputs {
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([name, input]): readonly [string, ComfyInput][] => {
      if (input.kind === 'growing') return grown(name, input, given);
      if (input.kind !== 'cases') return [[name, input]];
      const chosen = input.cases[String(given[name] ?? defaultOf(input))] ?? {};
      const inner = Object.entries(chosen).map(([key, value]): [string, ComfyInput] => [`${name}.${key}`, value]);
      return [[name, input], ...Object.entries(inputsAsSet(Object.fromEntries(inner), given))];
    }),
  );
}

/** The names of links that were made, in their order. */
export function grownNames(name: string, input: GrowingInput, given: Iterable<string>): readonly string[] {
  const start = `${name}.${input.prefix}`;
  const numbers = [...given].flatMap((key) => {
    const number = key.startsWith(start) ? key.slice(start.length) : '';
    return /^\d{1,4}$/.test(number) ? [Number(number)] : [];
  });
  return numbers.toSorted((a, b) => a - b).map((number) => `${start}${number}`);
}

function grown(
  name: string,
  input: GrowingInput,
  given: Readonly<Record<string, unknown>>,
): readonly [string, ComfyInput][] {
  const needed = Array.from({ length: input.min }, (_, i) => `${name}.${input.prefix}${(input.first ?? 0) + i}`);
  const names = new Set([...needed, ...grownNames(name, input, Object.keys(given))]);
  return [...names].map((key) => [key, link(input.type, needed.includes(key) ? {} : { optional: true })]);
}
