/** The wires of a workflow, read from the links in the inputs of its nodes. */
import { type LinkSource, readLink, type Workflow } from '../../../engine/protocol/index.ts';
import { groupBy } from '../group-by.ts';

export interface Wire {
  /** `NODE.INPUT`, or `NODE.INPUT#INDEX` for one link of a list. */
  readonly id: string;
  readonly from: LinkSource;
  readonly to: { readonly node: string; readonly input: string; readonly index?: number | undefined };
}

/** A socket at which a wire begins or ends. */
export interface WireEnd {
  readonly node: string;
  readonly side: 'input' | 'output';
  readonly name: string;
}

/** The links in the value of one input. */
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

/** Wires by their source node, computed once for each `nodes` object. */
const wiresBySource = new WeakMap<Workflow['nodes'], ReadonlyMap<string, readonly Wire[]>>();

/** All wires that leave a node. */
export function wiresFrom(workflow: Workflow, node: string): readonly Wire[] {
  let known = wiresBySource.get(workflow.nodes);
  if (!known) {
    known = groupBy(wiresOf(workflow), ({ from }) => from.node);
    wiresBySource.set(workflow.nodes, known);
  }
  return known.get(node) ?? [];
}
