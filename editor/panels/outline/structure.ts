/** What a graph is apart from its values and its looks: nodes, their types and titles, and their wires. */
import type { Workflow } from '../../../engine/protocol/index.ts';
import { wiresInto } from '../../document/graph/links.ts';

const known = new WeakMap<Workflow['nodes'], string>();

/** The same text for graphs of the same structure: what depends on nothing else is made anew only when it differs. */
export function structureOf(workflow: Workflow): string {
  const made = known.get(workflow.nodes);
  if (made !== undefined) return made;
  const text = Object.entries(workflow.nodes)
    .map(
      ([id, { type, title = '' }]) =>
        `${id} ${type} ${title} ${wiresInto(workflow, id)
          .map(({ id: wire, from }) => `${wire}<${from.node}.${from.output}`)
          .join(' ')}`,
    )
    .join('\n');
  known.set(workflow.nodes, text);
  return text;
}
