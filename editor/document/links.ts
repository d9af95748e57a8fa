/** The wires of a workflow, as the links in the inputs of its nodes. */
import { type LinkSource, readLink, type Workflow } from '../../engine/server/protocol.ts';

export interface Wire {
  /** `NODE.INPUT`, or `NODE.INPUT#INDEX` in a list of links. */
  readonly id: string;
  readonly from: LinkSource;
  readonly to: { readonly node: string; readonly input: string; readonly index?: number | undefined };
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
