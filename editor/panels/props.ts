/** Properties that many components of the panels take. */
import type { Editor, Session } from '../editor-context.ts';

export interface SessionProps {
  readonly editor: Editor;
  readonly session: Session;
}

export interface NodeProps extends SessionProps {
  /** Id of a node. */
  readonly node: string;
}

export interface DialogProps {
  readonly editor: Editor;
  readonly onClose: () => void;
}
