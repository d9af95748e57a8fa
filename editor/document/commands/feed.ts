/** Changes that lead an output into an input. */
import type { Change, LinkSource, Workflow } from '../../../engine/protocol/index.ts';
import { type NodeTypes, shapeOf } from '../graph/catalogue.ts';
import type { Wire, WireEnd } from '../graph/links.ts';
import { linkTo, mapLinks, withLink } from '../graph/links-in-values.ts';

/** The value of an input with one more link. An input that takes no list has that link alone. */
export function linkInto(list: boolean | undefined, value: unknown, source: LinkSource): unknown {
  return list ? withLink(value, source) : linkTo(source);
}

/** Leads an output into an input of a node. @returns no changes when there is no such node. */
export function feed(
  workflow: Workflow,
  types: NodeTypes,
  input: Pick<WireEnd, 'node' | 'name'>,
  source: LinkSource,
): Change[] {
  const node = workflow.nodes[input.node];
  if (!node) return [];
  const list = shapeOf(workflow, types, node.type).inputs[input.name]?.list;
  const value = linkInto(list, node.inputs?.[input.name], source);
  return [{ path: ['nodes', input.node, 'inputs', input.name], value }];
}

/** Gives an existing wire another source. */
export function rewire(workflow: Workflow, { to }: Wire, source: LinkSource): Change {
  const value = workflow.nodes[to.node]?.inputs?.[to.input];
  return {
    path: ['nodes', to.node, 'inputs', to.input],
    value: mapLinks(value, (from, index) => (to.index === undefined || index === to.index ? source : from)),
  };
}
