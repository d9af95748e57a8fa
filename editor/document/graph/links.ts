/** The wires of a workflow, as the links in the inputs of its nodes. */
import { type LinkSource, readLink, type Workflow } from '../../../engine/protocol/index.ts';

export interface Wire {
  /** `NODE.INPUT`, or `NODE.INPUT#INDEX` in a list of links. */
  readonly id: string;
  readonly from: LinkSource;
  readonly to: { readonly node: string; readonly input: string; readonly index?: number | undefined };
}

/** One socket: where a wire begins or ends. */
export interface WireEnd {
  readonly node: string;
  readonly side: 'input' | 'output';
  readonly name: string;
}

/** The links of one input. */
export function linksOf(node: string, input: string, value: unknown): Wire[] {
  const single = readLink(value);
  if (single) return [{ id: `${node}.${input}`, from: single, to: { node, input } }];
  if (!Array.isArray(value)) return [];
  return value.flatMap((each, index): Wire[] => {
    const from = readLink(each);
    return from ? [{ id: `${node}.${input}#${index}`, from, to: { node, input, index } }] : [];
  });
}

/** All wires into one node. */
export function wiresInto(workflow: Workflow, node: string): Wire[] {
  return Object.entries(workflow.nodes[node]?.inputs ?? {}).flatMap(([input, value]) => linksOf(node, input, value));
}

export function wiresOf(workflow: Workflow): Wire[] {
  return Object.keys(workflow.nodes).flatMap((node) => wiresInto(workflow, node));
}

/** Wires by the nodes they leave; made once for the same nodes. */
const leaving = new WeakMap<Workflow['nodes'], ReadonlyMap<string, readonly Wire[]>>();

function groupBySource(wires: readonly Wire[]): ReadonlyMap<string, readonly Wire[]> {
  const groups = new Map<string, Wire[]>();
  for (const wire of wires) {
    const group = groups.get(wire.from.node);
    if (group) group.push(wire);
    else groups.set(wire.from.node, [wire]);
  }
  return groups;
}

/** All wires that leave a node. */
export function wiresFrom(workflow: Workflow, node: string): readonly Wire[] {
  let known = leaving.get(workflow.nodes);
  if (!known) {
    known = groupBySource(wiresOf(workflow));
    leaving.set(workflow.nodes, known);
  }
  return known.get(node) ?? [];
}
