/** The levels of subgraphs in the outline: right goes into one, left goes out of it. */
import type { Workflow } from '../../../engine/protocol/index.ts';
import { subgraphName } from '../../document/graph/subgraphs.ts';
import type { Session } from '../../editor-context.ts';
import type { OutlineRow } from './tree.ts';

/** Whether a node is an instance of a subgraph that exists. */
export function isInstance({ nodes, subgraphs = {} }: Workflow, id: string): boolean {
  return Object.hasOwn(subgraphs, subgraphName(nodes[id]?.type ?? '') ?? '');
}

/** Enters or leaves a subgraph by an arrow key. @returns whether the key meant that. */
export function walkLevels(session: Session, key: string, row: OutlineRow): boolean {
  const path = session.path.peek();
  if (row.kind !== 'node') return false;
  if (key === 'ArrowRight' && isInstance(session.document.workflow.peek(), row.id)) {
    session.enter([...path, row.id]);
    return true;
  }
  if (key !== 'ArrowLeft' || path.length === 0 || row.group !== undefined) return false;
  session.enter(path.slice(0, -1));
  return true;
}
