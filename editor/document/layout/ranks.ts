/** The columns of a large graph, where dagre takes seconds: each node behind all it needs, sources right before what they feed. */

/** @returns a number for each, larger than those of all it needs; on a cycle, than of those it was reached from. */
export function ranksOf(
  ids: readonly string[],
  wires: readonly { readonly from: string; readonly to: string }[],
): ReadonlyMap<string, number> {
  const feeds = new Map<string, string[]>(ids.map((id) => [id, []]));
  const waiting = new Map(ids.map((id) => [id, 0]));
  for (const { from, to } of wires) {
    feeds.get(from)?.push(to);
    waiting.set(to, (waiting.get(to) ?? 0) + 1);
  }
  const ranks = new Map<string, number>();
  const isSource = new Set(ids.filter((id) => waiting.get(id) === 0));
  const open = [...isSource];
  const done = new Set<string>();
  // Everything in order first, with an empty start; what is left is on a cycle, or behind one.
  for (const start of [undefined, ...ids]) {
    if (start !== undefined && !done.has(start)) open.push(start);
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
  }
  for (const id of isSource) {
    const fed = (feeds.get(id) ?? []).map((next) => ranks.get(next) ?? 0);
    if (fed.length > 0) ranks.set(id, Math.min(...fed) - 1);
  }
  return ranks;
}
