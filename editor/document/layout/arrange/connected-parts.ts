/** The parts of a graph that wires hold together. */
import { groupBy } from '../../group-by.ts';
import type { Strand } from './straighten.ts';

export interface Parts<U> {
  /** In the order of their first units. */
  readonly joined: readonly { readonly units: readonly U[]; readonly strands: readonly Strand[] }[];
  /** Units without wires. */
  readonly alone: readonly U[];
}

export function connectedParts<U extends { readonly id: string }>(
  units: readonly U[],
  strands: readonly Strand[],
): Parts<U> {
  const leaders = new Map(units.map(({ id }) => [id, id]));
  const leaderOf = (id: string): string => {
    let leader = id;
    for (let next = leaders.get(leader); next !== undefined && next !== leader; next = leaders.get(leader))
      leader = next;
    leaders.set(id, leader);
    return leader;
  };
  for (const { from, to } of strands) leaders.set(leaderOf(from), leaderOf(to));
  const strandsByLeader = groupBy(strands, ({ from }) => leaderOf(from));
  const unitsByLeader = groupBy(units, ({ id }) => leaderOf(id));
  const parts = [...unitsByLeader].map(([leader, own]) => ({ units: own, strands: strandsByLeader.get(leader) ?? [] }));
  return {
    joined: parts.filter((part) => part.strands.length > 0),
    alone: parts.filter((part) => part.strands.length === 0).flatMap((part) => part.units),
  };
}
