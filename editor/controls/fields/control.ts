/** What the control of every input kind is: it shows a value and says what people made of it. */
import type { InputDefinition } from '../../../engine/protocol/index.ts';
import type { Editor, Session } from '../../editor-context.ts';
import type { Edit } from './value-edit.ts';

export type Variant = 'node' | 'form';

/** The input a field is for. */
export interface FieldPlace {
  readonly editor: Editor;
  readonly session: Session;
  readonly node: string;
  readonly input: string;
}

export interface ControlContext<D extends InputDefinition = InputDefinition> extends FieldPlace {
  readonly definition: D;
  readonly variant: Variant;
  /** Id of the element the label belongs to. */
  readonly id: string;
  /** The label, for names of buttons and lists. */
  readonly label: string;
  readonly edit: Edit;
  /** What is wrong with what is being typed, or undefined again. Not for values of the workflow. */
  readonly draft: (sentence: string | undefined) => void;
}

export interface Control {
  readonly element: HTMLElement;
  /** What stands right of the label, such as a count. */
  readonly aside?: HTMLElement | undefined;
  /** Shows a value of the workflow; undefined is none. A control in which somebody types leaves the typed text alone. */
  show(value: unknown): void;
  focus(): void;
  destroy?(): void;
  /** Dragging the label changes the value, too. */
  scrubWith?(label: HTMLElement): void;
  /** What is wrong with a value of the workflow, when that is known without the server. */
  check?(value: unknown): string | undefined;
}

export type CreateControl<D extends InputDefinition> = (context: ControlContext<D>) => Control;
