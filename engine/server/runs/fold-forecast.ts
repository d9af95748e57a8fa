/** A forecast by the nodes people wrote: the copies a list makes, and the nodes inside of a subgraph, come to one. */
import type { NodeForecast } from '../../run/events.ts';
import { nodeOfWorkflow } from '../../protocol/index.ts';

/** In the order of the first of each. */
export function foldForecast(nodes: readonly NodeForecast[]): NodeForecast[] {
  const parts = new Map<string, NodeForecast[]>();
  for (const each of nodes) {
    const node = nodeOfWorkflow(each.node);
    const known = parts.get(node);
    if (known) known.push(each);
    else parts.set(node, [each]);
  }
  return [...parts].flatMap(([node, own]) => together(node, own));
}

function together(node: string, parts: readonly NodeForecast[]): NodeForecast[] {
  const [first] = parts;
  if (!first) return [];
  if (parts.length === 1) return [{ ...first, node }];
  const { type } = first;
  const running = parts.filter((each) => each.action === 'run');
  const [reason] = running;
  if (reason) {
    const known = running.flatMap(({ seconds }) => seconds ?? []);
    return [
      {
        node,
        type,
        action: 'run',
        why: reason.why,
        seconds: known.length > 0 ? known.reduce((sum, seconds) => sum + seconds, 0) : undefined,
      },
    ];
  }
  if (parts.some(({ action }) => action === 'maybe')) return [{ node, type, action: 'maybe' }];
  const reused = parts.filter((each) => each.action === 'reuse');
  if (reused.length === 0) return [{ node, type, action: 'not-needed' }];
  return [{ node, type, action: 'reuse', tier: reused.some(({ tier }) => tier === 'disk') ? 'disk' : 'memory' }];
}
