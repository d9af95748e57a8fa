/** Follows links through nodes that only hand values on: bypassed nodes, and instances of subgraphs. */
import { GraphError } from '../graph-error.ts';
import { type Link, readLink } from '../graph.ts';
import { FLAT_NODES } from './budget.ts';

/** The replacement of a link: links and literals, in order. */
export interface Followed {
  readonly values: readonly unknown[];
  /** The node that has nothing to hand on; undefined when every one has. */
  readonly stop?: string | undefined;
}

/** Gives what a node hands on in the place of a link, perhaps nothing; undefined for a link to any other node. */
export type HandedOn = (node: string, output: string) => readonly unknown[] | undefined;

/** Levels that lists may nest on the way. */
const MOST_LISTS = 100;

/**
 * Each place is followed once. A ring ends at the link that leads into it again.
 * @throws GraphError `too-many-nodes` from the result for lists of lists: each can double the one before it.
 */
export function follower(handedOn: HandedOn): (from: Link) => Followed {
  const known = new Map<string, Followed>();
  let items = 0;
  const follow = (from: Link, level: number): Followed => {
    const passed = new Set<string>();
    const end = followSingle(from, passed, level);
    for (const place of passed) known.set(place, end);
    return end;
  };
  const followSingle = (from: Link, passed: Set<string>, level: number): Followed => {
    for (let at = from; ;) {
      const source = readLink(at);
      const place = at.from;
      const found = known.get(place);
      if (found) return found;
      const values = source && handedOn(source.node, source.output);
      if (!source || !values || passed.has(place)) return { values: [at] };
      passed.add(place);
      const [first] = values;
      if (values.length === 0) return { values, stop: source.node };
      if (values.length > 1) return followAll(values, passed, level + 1);
      if (!readLink(first)) return { values };
      at = first as Link;
    }
  };
  const followAll = (values: readonly unknown[], passed: Set<string>, level: number): Followed => {
    // A ring within a list leads to itself until it is known.
    for (const place of passed) known.set(place, { values: [{ from: place }] });
    const parts = values.map((value): Followed =>
      readLink(value) ? follow(value as Link, expectLevel(level)) : { values: [value] },
    );
    for (const part of parts) items += part.values.length;
    if (items > FLAT_NODES) throw tooMany(items);
    return {
      values: parts.flatMap((part) => part.values),
      stop: parts.find(({ stop }) => stop !== undefined)?.stop,
    };
  };
  return (from) => follow(from, 0);
}

function expectLevel(level: number): number {
  if (level > MOST_LISTS) throw tooMany(Infinity);
  return level;
}

function tooMany(received: number): GraphError {
  return new GraphError([{ code: 'too-many-nodes', node: '', max: FLAT_NODES, received }]);
}
