/** The input a field is for, and how the field is shown. */
import type { InputDefinition } from '../../../../engine/protocol/index.ts';
import type { Editor, Session } from '../../../editor-context.ts';

/** `node` is a row on the canvas; `form` has its label above and more room. */
export type Variant = 'node' | 'form';

export interface FieldPlace {
  readonly editor: Editor;
  readonly session: Session;
  readonly node: string;
  readonly input: string;
}

export interface FieldContext extends FieldPlace {
  readonly definition: InputDefinition;
  /** Default: the title of the input, or else its name. */
  readonly label?: string | undefined;
  readonly variant: Variant;
}
