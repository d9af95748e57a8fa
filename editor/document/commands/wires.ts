/** Commands on wires. */
import type { Change, Workflow } from '../../../engine/protocol/index.ts';
import type { NodeTypes } from '../graph/catalogue.ts';
import { orderEnds } from '../graph/connect.ts';
import type { Command } from '../document.ts';
import { type Wire, type WireEnd, wiresOf } from '../graph/links.ts';
import { mapLinks } from '../graph/links-in-values.ts';
import { plainTitle } from '../naming/titles.ts';
import { feed, wireTitle } from './nodes.ts';

/**
 * Draws a wire; see connectionVerdict (connect.ts) for whether it can be. A single link or a value that was there gives way, a
 * list grows by it. Nothing happens for two ends of one side.
 */
export function connect(workflow: Workflow, types: NodeTypes, from: WireEnd, to: WireEnd): Command {
  const ends = orderEnds(from, to);
  if (!ends) return { name: 'Connect', patch: [] };
  const { output, input } = ends;
  return {
    name: `Connect ${wireTitle(workflow, types, output.node, input.node)}`,
    patch: feed(workflow, types, input, { node: output.node, output: output.name }),
  };
}

/**
 * Leads the end of a wire to another input, in one step.
 * @param wire its id.
 */
export function moveWire(workflow: Workflow, types: NodeTypes, wire: string, to: WireEnd): Command {
  const found = wiresOf(workflow).find(({ id }) => id === wire);
  if (!found || to.side !== 'input') return { name: 'Move a wire', patch: [] };
  if (found.to.node === to.node && found.to.input === to.name) return { name: 'Move a wire', patch: [] };
  const patch = [...disconnections(workflow, [found]), ...feed(workflow, types, to, found.from)];
  return { name: `Connect ${wireTitle(workflow, types, found.from.node, to.node)}`, patch };
}

/** @param ids of wires; see links.ts. */
export function disconnect(workflow: Workflow, ids: readonly string[]): Command {
  const wires = wiresOf(workflow).filter(({ id }) => ids.includes(id));
  const [first] = wires;
  const name =
    wires.length === 1 && first
      ? `Disconnect ${plainTitle(workflow, first.from.node)} from ${plainTitle(workflow, first.to.node)}`
      : `Remove ${wires.length} wires`;
  return { name, patch: disconnections(workflow, wires) };
}

/** The changes that take wires away: one for each input they lead to. */
export function disconnections(workflow: Workflow, wires: readonly Wire[]): Change[] {
  const inputs = new Map<string, Wire[]>();
  for (const wire of wires) {
    const key = `${wire.to.node}.${wire.to.input}`;
    inputs.set(key, [...(inputs.get(key) ?? []), wire]);
  }
  return [...inputs.values()].flatMap((group): Change[] => {
    const [first] = group;
    if (!first) return [];
    const { node, input } = first.to;
    const gone = new Set(group.map(({ to }) => to.index ?? 0));
    const value = mapLinks(workflow.nodes[node]?.inputs?.[input], (source, index) =>
      gone.has(index) ? undefined : source,
    );
    const path = ['nodes', node, 'inputs', input];
    return [value === undefined ? { path } : { path, value }];
  });
}
