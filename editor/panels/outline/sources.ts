/** Outputs that can feed an input. */
import type { Workflow } from '../../../engine/server/protocol.ts';
import { type NodeTypes, shapeOf } from '../../document/catalogue.ts';
import { connectionVerdict } from '../../document/connect.ts';
import { nodeTitle } from '../../document/titles.ts';
import { downstream } from '../../document/walk.ts';
import { socketTitle } from '../text/node.ts';

export interface Source {
  readonly node: string;
  readonly output: string;
  /** Such as "Load checkpoint: VAE". */
  readonly title: string;
}

/** @param linked outputs (`node.output`) that feed it already; they are sources, too. */
export function sourcesFor(workflow: Workflow, types: NodeTypes, node: string, input: string, linked: ReadonlySet<string>): Source[] {
  const after = downstream(workflow, [node]);
  const titles = Object.keys(workflow.nodes).map((id) => nodeTitle(workflow, types, id));
  return Object.entries(workflow.nodes).flatMap(([id, { type }], index): Source[] => {
    if (after.has(id)) return [];
    const title = titles[index] ?? id;
    const name = titles.filter((each) => each === title).length > 1 ? `${title} (${id})` : title;
    const outputs = Object.entries(shapeOf(workflow, types, type).outputs);
    return outputs
      .filter(([output]) => linked.has(`${id}.${output}`) || connectionVerdict(workflow, types, { node: id, side: 'output', name: output }, { node, side: 'input', name: input }).ok)
      .map(([output, definition]) => ({ node: id, output, title: outputs.length > 1 ? `${name}: ${socketTitle(output, definition)}` : name }));
  });
}
