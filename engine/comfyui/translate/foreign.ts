/** A node that has no counterpart: kept whole, so that an export gives it back. */
import { readLink } from '../../graph/graph.ts';
import type { TheirNode } from '../graph.ts';
import { keptInputs, type Made } from './keep.ts';
import type { OurGraph } from './our-graph.ts';
import { type Wire, wire } from './wire.ts';

/** Our node that stands for it: it holds the links, and says why it cannot run. */
const TYPE = 'foreign-node';

/**
 * @param reason why it has no counterpart, as a clause.
 * @param made nodes of theirs behind wires, that became none of ours.
 */
export function asForeign(
  node: TheirNode,
  given: ReadonlyMap<string, Wire>,
  graph: OurGraph,
  reason: string,
  made: ReadonlyMap<Wire, Made>,
): readonly Wire[] {
  const linked = [...given].flatMap(([name, fields]) => Object.values(fields).map((value) => ({ name, value })));
  const links = linked.filter(({ value }) => readLink(value));
  const values = Object.fromEntries(linked.filter(({ value }) => !readLink(value)).map((it) => [it.name, it.value]));
  const placed = graph.add(
    node,
    TYPE,
    {
      name: node.class,
      reason,
      ...(links.length > 0 ? { linked: links.map(({ value }) => value) } : {}),
    },
    {
      title: node.title ?? node.class,
      comfyui: { id: node.id, class: node.class, linked: links.map(({ name }) => name), values, raw: node.raw },
    },
  );
  if ([...given.values()].some((from) => made.has(from))) {
    graph.keep(node, keptInputs(given, made, new Map()) ?? {});
  }
  return graph.outputsOf(TYPE).map((output) => wire(placed.out(output)));
}
