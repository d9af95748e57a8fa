/** Where the value of a linked input comes from, in words. */
import { readLink, type Workflow } from '../../../engine/protocol/index.ts';
import { type NodeTypes, shapeOf } from '../../document/graph/catalogue.ts';

/** "from Denoise", "from 3 nodes"; empty when nothing is linked. */
export function sourceTitle(workflow: Workflow, types: NodeTypes, value: unknown): string {
  const links = (Array.isArray(value) ? value : [value]).flatMap((each) => readLink(each) ?? []);
  const [first] = links;
  if (!first) return '';
  if (links.length > 1) return `from ${links.length} nodes`;
  const node = workflow.nodes[first.node];
  return `from ${node ? (node.title ?? shapeOf(workflow, types, node.type).title) : first.node}`;
}
