/** From ids in events to the nodes of the workflow file. */
import type { NodeFailure } from '../run/events.ts';

/** The node of the workflow that an id belongs to: the first part of `group:inner`, `save#2` and `denoise/step-1`. */
export function nodeOfWorkflow(id: string): string {
  return id.split(/[#:/]/, 1)[0] as string;
}

/** Where inside a subgraph an event belongs. */
export interface InnerNode {
  /** The id of the node in it, such as `group:save`. Absent for a node of the workflow itself. */
  readonly inner?: string | undefined;
}

/** The node inside a subgraph, without the numbers of copies and expansions: `group:save` for `group:save#2`. */
export function innerNode(id: string): InnerNode {
  const plain = (id.split('/', 1)[0] as string).replaceAll(/#[\d-]+/g, '');
  return plain.includes(':') ? { inner: plain } : {};
}

/** The failure, attributed to the node of the workflow. */
export function failureOfWorkflow(failure: NodeFailure): NodeFailure & InnerNode {
  return { ...failure, node: nodeOfWorkflow(failure.node), ...innerNode(failure.node) };
}
