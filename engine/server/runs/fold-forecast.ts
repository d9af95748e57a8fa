/**
 * Reduces a forecast to the nodes of the workflow: copies made by a list, and nodes inside a subgraph, become one
 * entry.
 */
import { innerNode, type NodeForecast, nodeOfWorkflow } from '../../protocol/index.ts';

/** In the order of the first part of each node. */
export function foldForecast(forecasts: readonly NodeForecast[]): NodeForecast[] {
  return folded(forecasts, (node) => [nodeOfWorkflow(node)]);
}

/** The nodes inside subgraphs, at every level: `outer:inner:node` counts for itself and for `outer:inner`. */
export function insideForecast(forecasts: readonly NodeForecast[]): NodeForecast[] {
  return folded(forecasts, (node) => {
    const names = (innerNode(node).inner ?? '').split(':');
    return names.slice(1).map((_, index) => names.slice(0, index + 2).join(':'));
  });
}

/** @param wholes ids of the entries that a node counts for. */
function folded(forecasts: readonly NodeForecast[], wholes: (node: string) => readonly string[]): NodeForecast[] {
  const parts = new Map<string, NodeForecast[]>();
  for (const forecast of forecasts) {
    for (const node of wholes(forecast.node)) {
      const known = parts.get(node);
      if (known) known.push(forecast);
      else parts.set(node, [forecast]);
    }
  }
  return [...parts].flatMap(([node, own]) => sumUp(node, own));
}

const SLOWEST_FIRST = ['store', 'disk'] as const;

/** A node runs if any part runs, and is reused if no part runs and any is reused. */
function sumUp(node: string, parts: readonly NodeForecast[]): NodeForecast[] {
  const [first] = parts;
  if (!first) return [];
  if (parts.length === 1) return [{ ...first, node }];
  const { type } = first;
  const running = parts.filter((part) => part.action === 'run');
  if (running[0]) return [{ node, type, action: 'run', why: running[0].why, seconds: secondsOf(running) }];
  if (parts.some(({ action }) => action === 'maybe')) return [{ node, type, action: 'maybe' }];
  const reused = parts.filter((part) => part.action === 'reuse');
  if (reused.length === 0) return [{ node, type, action: 'not-needed' }];
  const slowest = SLOWEST_FIRST.find((each) => reused.some(({ tier }) => tier === each)) ?? 'memory';
  return [{ node, type, action: 'reuse', tier: slowest }];
}

/** Undefined when no part has run before. */
function secondsOf(running: readonly { readonly seconds: number | undefined }[]): number | undefined {
  const known = running.flatMap(({ seconds }) => seconds ?? []);
  return known.length > 0 ? known.reduce((sum, seconds) => sum + seconds, 0) : undefined;
}
