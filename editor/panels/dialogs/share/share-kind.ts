/** What each way to share gets. */
import type { Editor, Session } from '../../../editor-context.ts';

export interface ShareKindProps {
  readonly editor: Editor;
  readonly session: Session;
}
