/**
 * Input definitions of a node: kind, default, range and tooltip, declared once. Forms, the node catalogue, validation
 * and the TypeScript type of `run(inputs)` all derive from them.
 */
import { BOOLEAN, FLOAT, INT, STRING, type SocketType } from './socket.ts';

interface Common {
  readonly title?: string;
  readonly tooltip?: string;
  /** The node runs without it; `run` then sees undefined. */
  readonly optional?: boolean;
  /** `run` sees a list: the values of several links, or of all copies of a node that runs once for each of a list. */
  readonly list?: boolean;
  /** Computed only when the node's `demand` asks for it; `run` sees undefined otherwise. */
  readonly lazy?: boolean;
  /** For experts: editors fold it behind "More" while it has its default and no link. */
  readonly advanced?: true;
}

export interface IntInput extends Common {
  readonly kind: 'int';
  /** The setting that models of the graph are made for; editors offer it in place of the default. */
  readonly fromModel?: 'width' | 'height' | 'steps' | 'guidance';
  readonly default?: number;
  readonly min: number;
  readonly max: number;
  /** Values are multiples of `step` counted from `min`; default 1. */
  readonly step?: number;
}

export interface FloatInput extends Common {
  readonly kind: 'float';
  /** The setting that models of the graph are made for; editors offer it in place of the default. */
  readonly fromModel?: 'width' | 'height' | 'steps' | 'guidance';
  readonly default?: number;
  readonly min: number;
  readonly max: number;
  /** Increment of a form field; any value in range is valid. */
  readonly step?: number;
  /** The part of the range that a slider covers; default: all of it, where a slider is of use. */
  readonly slider?: readonly [min: number, max: number];
}

/** 64-bit unsigned seed. In files a number up to 2^53 - 1 or a string of decimal digits; in `run` always a string. */
export interface SeedInput extends Common {
  readonly kind: 'seed';
  readonly default?: number | string;
}

export interface TextInput extends Common {
  readonly kind: 'text';
  readonly default?: string;
  readonly multiline?: boolean;
  /** Longest accepted value in UTF-16 units; default 1,000,000. */
  readonly maxLength?: number;
}

export interface BooleanInput extends Common {
  readonly kind: 'boolean';
  readonly default?: boolean;
}

export interface ChoiceInput<V extends string = string> extends Common {
  readonly kind: 'choice';
  readonly options: readonly V[];
  readonly default?: NoInfer<V>;
}

/** List of finite numbers, for example custom sigmas. */
export interface NumbersInput extends Common {
  readonly kind: 'numbers';
  readonly default?: readonly number[];
  readonly min: number;
  readonly max: number;
}

/** The name of a model in one of the operator's places for them; never a path. In `run` always with slashes. */
export interface ModelInput extends Common {
  readonly kind: 'model';
  /** Kind of model, such as `vae`: what forms offer. Default: whole checkpoints. */
  readonly of?: string;
  /** An empty text: none, unless one is named. */
  readonly default?: string;
}

/** The name of a file in one of the operator's input folders; never a path out of them. In `run` with slashes. */
export interface FileInput extends Common {
  readonly kind: 'file';
  /** Kind of file the form offers. */
  readonly accept: 'image';
  readonly default?: string;
}

/** A value that only a link can give. */
export interface SocketInput<T = unknown> extends Common {
  readonly kind: 'socket';
  readonly socket: SocketType<T>;
}

export type InputDefinition =
  | IntInput
  | FloatInput
  | SeedInput
  | TextInput
  | BooleanInput
  | ChoiceInput
  | NumbersInput
  | ModelInput
  | FileInput
  | SocketInput;

export type InputMap = Readonly<Record<string, InputDefinition>>;

type KindValue<D> = D extends { readonly kind: 'int' | 'float' }
  ? number
  : D extends { readonly kind: 'choice'; readonly options: readonly (infer V)[] }
    ? V
    : D extends { readonly kind: 'seed' | 'text' | 'model' | 'file' }
      ? string
      : D extends { readonly kind: 'boolean' }
        ? boolean
        : D extends { readonly kind: 'numbers' }
          ? readonly number[]
          : D extends { readonly kind: 'socket'; readonly socket: SocketType<infer T> }
            ? T
            : never;

/** The value `run` receives for one input. */
export type InputValue<D> = D extends { readonly optional: true } | { readonly lazy: true }
  ? ListValue<D> | undefined
  : ListValue<D>;

type ListValue<D> = D extends { readonly list: true } ? readonly KindValue<D>[] : KindValue<D>;

/** The inputs `run` receives: one value for each declared input. */
export type InputValues<I extends InputMap> = { readonly [K in keyof I]: InputValue<I[K]> };

/** The name of the socket type an input accepts. */
export function socketOf(input: InputDefinition): string {
  switch (input.kind) {
    case 'int':
    case 'seed':
      return INT.name;
    case 'float':
      return FLOAT.name;
    case 'text':
    case 'choice':
    case 'model':
    case 'file':
      return STRING.name;
    case 'boolean':
      return BOOLEAN.name;
    case 'numbers':
      return 'numbers';
    case 'socket':
      return input.socket.name;
  }
}
