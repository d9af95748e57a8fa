/** What messages about a prompt say of its nodes: how far they are, and at which one the prompt ended. */
import type { NodeFailure } from '../../../run/events.ts';
import type { ExecutionError, ExecutionInterrupted, NodeState } from './messages.ts';
import type { NodeWork } from './node-work.ts';
import type { PromptShape, ShapeNode } from './prompt-shape.ts';

export interface PromptFacts {
  readonly shape: PromptShape;
  readonly works: ReadonlyMap<string, NodeWork>;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

/** @param works nodes that started. */
export function nodeStates(prompt: string, works: Iterable<NodeWork>): Readonly<Record<string, NodeState>> {
  const states: Record<string, NodeState> = {};
  for (const { node, value, max, isFinished } of works)
    states[node.id] = {
      value,
      max,
      state: isFinished ? 'finished' : 'running',
      node_id: node.id,
      prompt_id: prompt,
      display_node_id: node.id,
      parent_node_id: null,
      real_node_id: node.id,
    };
  return states;
}

/** @param node at which the prompt failed; undefined when it failed as a whole. */
export function errorOf(
  facts: PromptFacts,
  node: ShapeNode | undefined,
  failure: NodeFailure | undefined,
): ExecutionError {
  const { works } = facts;
  return {
    ...interruptionOf(facts, node),
    exception_message: failure?.message ?? 'The run failed.',
    exception_type: failure?.code ?? 'Error',
    traceback: [],
    current_inputs: Object.fromEntries(Object.entries(node?.literals ?? {}).map(([name, value]) => [name, [value]])),
    current_outputs: idsOf(works, (work) => work.isFinished || work.isKnown),
  };
}

/** @param node at which the prompt stopped; undefined before the first. */
export function interruptionOf({ shape, works, time }: PromptFacts, node: ShapeNode | undefined): ExecutionInterrupted {
  return {
    prompt_id: shape.id,
    node_id: node?.id ?? '',
    node_type: node?.class ?? '',
    executed: idsOf(works, (work) => work.isFinished && work.isShown),
    timestamp: time,
  };
}

function idsOf(works: ReadonlyMap<string, NodeWork>, which: (work: NodeWork) => boolean): string[] {
  return [...works].flatMap(([id, work]) => (which(work) ? [id] : []));
}
