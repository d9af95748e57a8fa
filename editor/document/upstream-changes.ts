/** Compares what leads to a node in two states of a workflow, to tell why its result would be another one now. */
import { readLink, type Workflow } from '../../engine/protocol/index.ts';
import { sameJson } from './json.ts';
import { seedPolicy } from './seeds.ts';

/** A node or one of its inputs that is not as it was. */
export interface UpstreamChange {
  readonly node: string;
  /** Absent when the node itself is new, of another type, or muted or bypassed since. */
  readonly input?: string | undefined;
  /** The input is a seed that gets a new value after each run. */
  readonly isNextSeed: boolean;
}

/** Why a picture is of an earlier state. */
export interface Earlier {
  /** Number of the run that made it. */
  readonly run: number;
  /** Empty when nothing in the graph changed: a model or a file did. */
  readonly changes: readonly UpstreamChange[];
}

/**
 * The changes of a node and of all nodes it depends on in the present state.
 * @param before the workflow of an earlier run. @param now the present workflow.
 */
export function upstreamChanges(before: Workflow, now: Workflow, node: string): readonly UpstreamChange[] {
  const changes: UpstreamChange[] = [];
  const seen = new Set([node]);
  // A Set visits elements that are added during iteration.
  for (const id of seen) {
    changes.push(...changesOf(before, now, id));
    for (const value of Object.values(now.nodes[id]?.inputs ?? {}))
      for (const source of sourcesIn(value)) seen.add(source);
  }
  return changes;
}

function changesOf(before: Workflow, now: Workflow, node: string): readonly UpstreamChange[] {
  const [old, present] = [before.nodes[node], now.nodes[node]];
  const isSame =
    old?.type === present?.type &&
    old?.mode === present?.mode &&
    sameJson(subgraphOf(before, old?.type), subgraphOf(now, present?.type));
  if (!isSame) return [{ node, isNextSeed: false }];
  const [was, is] = [old?.inputs ?? {}, present?.inputs ?? {}];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .filter((input) => !sameJson(was[input], is[input]))
    .map((input) => ({ node, input, isNextSeed: seedPolicy(now, node, input) !== 'fixed' }));
}

function subgraphOf(workflow: Workflow, type = ''): unknown {
  return workflow.subgraphs?.[type.replace(/^subgraph\//, '')];
}

/** Nodes that a value is linked to, also inside of a list. */
function sourcesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(sourcesIn);
  const link = readLink(value);
  return link ? [link.node] : [];
}
