/** Which definitions can write a node of ours, by its type, and how. */
import type { ComfyNode, ComfyNodes, Counterpart, From, Renamed } from '../define.ts';
import { readLink } from '../../graph/graph.ts';
import type { Native } from '../translate/wire.ts';
import type { Ours } from './ours.ts';

/** A definition that may write nodes of a type. */
export interface Candidate {
  readonly class: string;
  readonly write: From['write'];
}

/** In the order of the definitions. */
export function candidatesByType(nodes: ComfyNodes): ReadonlyMap<string, readonly Candidate[]> {
  const found = new Map<string, Candidate[]>();
  for (const definition of nodes.values()) {
    for (const { type, write } of waysBack(definition)) {
      found.set(type, [...(found.get(type) ?? []), { class: definition.class, write }]);
    }
  }
  return found;
}

function waysBack(definition: ComfyNode): readonly From[] {
  const { becomes, from = [] } = definition;
  if (typeof becomes === 'function') return from;
  return [...from, { type: becomes.type, write: (ours, out) => writeOne(definition.class, becomes, ours, out) }];
}

function writeOne(
  className: string,
  { inputs, fixed = {}, implied = [], outputs }: Counterpart,
  ours: Ours,
  out: Parameters<From['write']>[1],
): ReturnType<From['write']> {
  ours.imply(...implied);
  for (const [input, value] of Object.entries(fixed)) ours.expect(input, value);
  const written: Record<string, Native> = {};
  for (const [theirs, entry] of Object.entries(inputs)) {
    const { name, ours: back, theirs: translate }: Renamed = typeof entry === 'string' ? { name: entry } : entry;
    const value = ours.value(name);
    // A link passes where a literal is the same in both, or was only checked.
    const isPassed = translate === undefined || (readLink(value) && back === undefined);
    written[theirs] = isPassed ? value : translate(readLink(value) ? ours.literal(name) : value);
  }
  const added = out.add(className, written);
  return Object.fromEntries(outputs.map((output, slot) => [output, added.out(slot)]));
}
