/** Adds a node from a panel, to the right of all others. */
import { boundsOf, NODE } from '../../document/layout/geometry.ts';
import type { Editor, Session } from '../../editor-context.ts';
import type { WireEnd } from '../../document/graph/links.ts';

/** Between the new node and the others, in canvas pixels. */
const GAP = 60;

/** Opens the search for a node. @param from the socket to connect the new node to. */
export function addAtEnd(editor: Editor, session: Session, from?: WireEnd): void {
  const views = Object.values(session.document.workflow.peek().view?.nodes ?? {});
  const bounds = boundsOf(views.map(({ x, y, width = NODE.width }) => ({ x, y, width, height: 0 })));
  const at = bounds ? { x: bounds.x + bounds.width + GAP, y: bounds.y } : { x: 0, y: 0 };
  editor.dialog.value = { kind: 'add-node', at, ...(from ? { from } : {}) };
}
