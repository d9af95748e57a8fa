/**
 * Layers of a graph: each node after all it needs, sources right before what they feed.
 */

interface Edge {
  readonly from: string;
  readonly to: string;
}

/**
 * @returns the layer of each node, larger than those of all nodes it needs; on a cycle, of those it was reached from.
 */
export function ranksOf(ids: readonly string[], edges: readonly Edge[]): ReadonlyMap<string, number> {
  const feeds = new Map<string, string[]>(ids.map((id) => [id, []]));
  const waiting = new Map(ids.map((id) => [id, 0]));
  for (const { from, to } of edges) {
    feeds.get(from)?.push(to);
    waiting.set(to, (waiting.get(to) ?? 0) + 1);
  }
  const sources = ids.filter((id) => waiting.get(id) === 0);
  const ranks = longestPaths(ids, sources, feeds, waiting);
  for (const id of sources) {
    const fed = (feeds.get(id) ?? []).map((next) => ranks.get(next) ?? 0);
    if (fed.length > 0) ranks.set(id, Math.min(...fed) - 1);
  }
  return ranks;
}

/** @param waiting number of inputs each node waits for; counted down. */
function longestPaths(
  ids: readonly string[],
  sources: readonly string[],
  feeds: ReadonlyMap<string, readonly string[]>,
  waiting: Map<string, number>,
): Map<string, number> {
  const ranks = new Map<string, number>();
  const done = new Set<string>();
  const open = [...new Set(sources)];
  const drain = (): void => {
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (done.has(id)) continue;
      done.add(id);
      const rank = ranks.get(id) ?? 0;
      ranks.set(id, rank);
      for (const next of feeds.get(id) ?? []) {
        const left = (waiting.get(next) ?? 0) - 1;
        waiting.set(next, left);
        if (done.has(next)) continue;
        ranks.set(next, Math.max(ranks.get(next) ?? 0, rank + 1));
        if (left === 0) open.push(next);
      }
    }
  };
  drain();
  // Nodes that are left are on a cycle or behind one: start from each of them in turn.
  for (const id of ids) {
    if (done.has(id)) continue;
    open.push(id);
    drain();
  }
  return ranks;
}
