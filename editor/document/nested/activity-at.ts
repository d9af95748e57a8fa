/** What a run did with the nodes of the shown graph, from what it did with all nodes, also those inside subgraphs. */
import type { NodeActivity } from '../../../engine/protocol/index.ts';
import type { GraphPath } from './path.ts';

type Activities = Readonly<Record<string, NodeActivity>>;

/**
 * Activities by the ids of the shown graph. Nodes inside an instance, and copies, are summed up.
 * @param nodes activities by the ids of the run: `outer:inner`.
 */
export function activityAt(nodes: Activities, path: GraphPath): Activities {
  if (path.length === 0) return nodes;
  const own: Record<string, NodeActivity> = {};
  const parts = new Map<string, NodeActivity[]>();
  for (const [id, activity] of Object.entries(nodes)) {
    const local = localId(id, path);
    if (local === undefined) continue;
    if (local.isWhole) own[local.node] = activity;
    else parts.set(local.node, [...(parts.get(local.node) ?? []), activity]);
  }
  for (const [node, several] of parts) own[node] ??= sumOf(several);
  return own;
}

/**
 * The node of the shown graph that a node of a run belongs to; undefined outside of the shown graph.
 * @param id as the run names it, such as `outer:inner:save#2`.
 */
export function localId(id: string, path: GraphPath): { readonly node: string; readonly isWhole: boolean } | undefined {
  const prefix = path.map((name) => `${name}:`).join('');
  if (!id.startsWith(prefix)) return undefined;
  const rest = id.slice(prefix.length);
  const node = rest.split(/[#:/]/, 1)[0] ?? '';
  return { node, isWhole: rest === node };
}

/** One failed part fails the sum. It is over when all parts are. */
function sumOf(parts: readonly NodeActivity[]): NodeActivity {
  const over = parts.filter(({ state }) => state !== 'queued' && state !== 'running');
  const failed = parts.find(({ state }) => state === 'failed');
  const isStarted = over.length > 0 || parts.some(({ state }) => state === 'running');
  const seconds = parts.reduce((sum, part) => sum + (part.seconds ?? 0), 0);
  const unfinished = isStarted ? 'running' : 'queued';
  const ended = parts.find(({ state }) => state === 'cancelled' || state === 'skipped')?.state ?? 'done';
  const origin = parts.some((part) => part.origin === 'executed') ? 'executed' : parts[0]?.origin;
  return {
    state: failed ? 'failed' : over.length < parts.length ? unfinished : ended,
    value: over.length,
    max: parts.length,
    ...(origin === undefined ? {} : { origin }),
    ...(seconds > 0 ? { seconds } : {}),
    ...(failed ? { message: failed.message, field: failed.field } : {}),
  };
}
