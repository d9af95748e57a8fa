/** The structure of a graph without its values and layout: nodes with types and titles, and wires. */
import type { Workflow } from '../../../engine/protocol/index.ts';
import { wiresInto } from '../../document/graph/links.ts';

const known = new WeakMap<Workflow['nodes'], string>();

/** A text that is equal for graphs of equal structure, to recompute only when the structure changes. */
export function structureOf(workflow: Workflow): string {
  const made = known.get(workflow.nodes);
  if (made !== undefined) return made;
  const lines = Object.entries(workflow.nodes).map(([id, { type, title = '' }]) => {
    const wires = wiresInto(workflow, id).map(({ id: wire, from }) => `${wire}<${from.node}.${from.output}`);
    return [id, type, title, ...wires].join(' ');
  });
  const text = lines.join('\n');
  known.set(workflow.nodes, text);
  return text;
}
