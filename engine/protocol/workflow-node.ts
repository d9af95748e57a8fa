/** From ids in events to the nodes of the workflow file. */
import type { NodeFailure } from '../run/events.ts';

/** The node of the workflow that an id belongs to: the first part of `group:inner`, `save#2` and `denoise/step-1`. */
export function nodeOfWorkflow(id: string): string {
  return id.split(/[#:/]/, 1)[0] as string;
}

/** The failure, attributed to the node of the workflow. */
export function failureOfWorkflow(failure: NodeFailure): NodeFailure {
  return { ...failure, node: nodeOfWorkflow(failure.node) };
}
