/** What became of the nodes of a prompt, from what became of the nodes of its workflow. */
import type { Activities, NodeActivity } from '../../../protocol/index.ts';
import { type PromptRun, theirNode } from '../prompt-request.ts';

export interface NodeResults {
  /** Nodes whose results were known before, and those that only such nodes needed. */
  readonly cached: readonly string[];
  /** Nodes that were computed. */
  readonly executed: readonly string[];
  /** The node at work when the run was interrupted. */
  readonly interrupted: string | undefined;
}

/** Ids are those of the prompt, in its order. */
export function resultsOf(prompt: PromptRun, nodes: Activities = prompt.run.nodes): NodeResults {
  const states = statesOf(prompt, nodes);
  const all = Object.keys(prompt.request.prompt);
  const isAll = (id: string, test: (activity: NodeActivity) => boolean): boolean =>
    states.get(id)?.every(test) ?? false;
  const known = all.filter((id) => isAll(id, isKnown));
  const needed = ancestors(prompt, known);
  return {
    cached: all.filter((id) => known.includes(id) || (needed.has(id) && !states.has(id))),
    executed: all.filter((id) => isAll(id, ({ state }) => state === 'done') && !isAll(id, isKnown)),
    interrupted: all.find((id) => states.get(id)?.some(({ state }) => state === 'cancelled')),
  };
}

/** The activities of the nodes that stand for a node of the prompt, and of their copies. */
function statesOf(prompt: PromptRun, nodes: Activities): Map<string, NodeActivity[]> {
  const states = new Map<string, NodeActivity[]>();
  for (const [node, activity] of Object.entries(nodes)) {
    const id = theirNode(prompt, node)?.id;
    if (id !== undefined) states.set(id, [...(states.get(id) ?? []), activity]);
  }
  return states;
}

/** A node that nothing needed, because what reads it was known, is done without an origin. */
function isKnown({ state, origin }: NodeActivity): boolean {
  return state === 'done' && origin !== 'executed' && origin !== 'shared';
}

/** The nodes that some nodes of a prompt read, directly or not. */
function ancestors({ request: { prompt } }: PromptRun, ids: readonly string[]): Set<string> {
  const found = new Set<string>();
  const open = [...ids];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const input of Object.values(prompt[id]?.inputs ?? {})) {
      const source = Array.isArray(input) ? String(input[0]) : '';
      if (prompt[source] === undefined || found.has(source)) continue;
      found.add(source);
      open.push(source);
    }
  }
  return found;
}
