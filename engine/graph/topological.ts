/** Orders nodes sources first (A. B. Kahn, "Topological sorting of large networks", 1962). */

export interface Order {
  /** Sources first, without nodes on or behind a cycle. */
  readonly order: readonly string[];
  /** Nodes on or behind a cycle. */
  readonly stuck: readonly string[];
}

/** @param sourcesOf ids of the nodes a node reads; ids that are not among `nodes` are ignored. */
export function topologicalOrder<T>(nodes: ReadonlyMap<string, T>, sourcesOf: (node: T) => Iterable<string>): Order {
  const waiting = new Map<string, number>();
  const feeds = new Map<string, string[]>();
  const order: string[] = [];
  for (const [id, node] of nodes) {
    let count = 0;
    for (const source of sourcesOf(node)) {
      if (!nodes.has(source)) continue;
      count++;
      const fed = feeds.get(source);
      if (fed) fed.push(id);
      else feeds.set(source, [id]);
    }
    waiting.set(id, count);
    if (count === 0) order.push(id);
  }
  for (let i = 0; i < order.length; i++) {
    for (const next of feeds.get(order[i] as string) ?? []) {
      const left = (waiting.get(next) ?? 0) - 1;
      waiting.set(next, left);
      if (left === 0) order.push(next);
    }
  }
  if (order.length === nodes.size) return { order, stuck: [] };
  const done = new Set(order);
  return { order, stuck: [...nodes.keys()].filter((id) => !done.has(id)) };
}
