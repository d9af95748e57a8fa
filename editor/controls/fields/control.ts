/** The interface of the control inside a field: it shows a value and reports what the user makes of it. */
import type { InputDefinition } from '../../../engine/protocol/index.ts';
import type { FieldPlace, Variant } from './parts/field-context.ts';
import type { Edit } from './value-edit.ts';

export interface ControlContext<D extends InputDefinition = InputDefinition> extends FieldPlace {
  readonly definition: D;
  readonly variant: Variant;
  /** Id for the element that the label belongs to. */
  readonly id: string;
  /** The label, for the names of buttons and lists. */
  readonly label: string;
  readonly edit: Edit;
  /** Reports what is wrong with text being typed, or undefined. Values of the workflow are checked by `check`. */
  readonly draft: (sentence: string | undefined) => void;
}

export interface Control {
  readonly element: HTMLElement;
  /** Shown right of the label, for example a count. */
  readonly aside?: HTMLElement | undefined;
  /** Shows a value of the workflow, undefined for none. Text that is being typed stays as it is. */
  show(value: unknown): void;
  focus(): void;
  destroy?(): void;
  /** Makes dragging the label change the value, too. */
  scrubWith?(label: HTMLElement): void;
  /** @returns what is wrong with a value of the workflow, as far as the page can tell without the server. */
  check?(value: unknown): string | undefined;
}

export type CreateControl<D extends InputDefinition> = (context: ControlContext<D>) => Control;
