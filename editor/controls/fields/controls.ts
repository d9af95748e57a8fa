/** The control for each kind of input. */
import type { InputDefinition } from '../../../engine/protocol/index.ts';
import { booleanControl } from './boolean.ts';
import { choiceControl } from './choice.ts';
import type { Control, ControlContext, CreateControl } from './control.ts';
import { fileControl } from './picture-file.ts';
import { modelControl } from './model.ts';
import { numberControl } from './number/number.ts';
import { numbersControl } from './numbers.ts';
import { seedControl } from './seed-control.ts';
import { textControl } from './text.ts';

type Kinds = {
  readonly [K in Exclude<InputDefinition['kind'], 'socket'>]: CreateControl<
    Extract<InputDefinition, { readonly kind: K }>
  >;
};

const CONTROLS: Kinds = {
  int: numberControl,
  float: numberControl,
  seed: seedControl,
  text: textControl,
  boolean: booleanControl,
  choice: choiceControl,
  numbers: numbersControl,
  model: modelControl,
  file: fileControl,
};

/** @returns undefined for a socket, whose value can only come from another node. */
export function createControl(context: ControlContext): Control | undefined {
  const { kind } = context.definition;
  return kind === 'socket' ? undefined : (CONTROLS[kind] as CreateControl<InputDefinition>)(context);
}
