/** Which nodes a node needs, and which nodes need it. */
import type { Workflow } from '../../../engine/protocol/index.ts';
import { wiresFrom, wiresInto } from './links.ts';

/** Everything these nodes need, including the nodes themselves. */
export function upstream(workflow: Workflow, ids: Iterable<string>): ReadonlySet<string> {
  return reach(workflow, ids, (id) => wiresInto(workflow, id).map(({ from }) => from.node));
}

/** Everything that needs these nodes, including the nodes themselves. */
export function downstream(workflow: Workflow, ids: Iterable<string>): ReadonlySet<string> {
  return reach(workflow, ids, (id) => wiresFrom(workflow, id).map(({ to }) => to.node));
}

interface Answer {
  readonly nodes: Workflow['nodes'];
  readonly id: string;
  readonly found: ReadonlySet<string>;
}

/** The last answers. While a wire is drawn, the same question is asked for every socket of the graph. */
const last: { upstream?: Answer; downstream?: Answer } = {};

/**
 * Whether `node` is `source` or needs it.
 * @param fixed which of the two stays the same over many questions: its reach is computed once.
 */
export function needs(workflow: Workflow, node: string, source: string, fixed: 'node' | 'source'): boolean {
  if (fixed === 'node') return reached(workflow, 'upstream', node).has(source);
  return reached(workflow, 'downstream', source).has(node);
}

function reached(workflow: Workflow, way: 'upstream' | 'downstream', id: string): ReadonlySet<string> {
  const known = last[way];
  if (known?.nodes === workflow.nodes && known.id === id) return known.found;
  const found = (way === 'upstream' ? upstream : downstream)(workflow, [id]);
  last[way] = { nodes: workflow.nodes, id, found };
  return found;
}

function reach(
  workflow: Workflow,
  ids: Iterable<string>,
  next: (id: string) => readonly string[],
): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...ids];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id) || !Object.hasOwn(workflow.nodes, id)) continue;
    found.add(id);
    open.push(...next(id));
  }
  return found;
}
