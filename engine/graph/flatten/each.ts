/**
 * Lists of values: a node with one, and everything below it, becomes as many nodes as there are values. Copy 2 of `save` is
 * `save#2`, with one index per axis (`save#2-0`) when lists of different axes are combined. Copies have keys like any node, so
 * they are computed side by side, and a list that grows reuses what is known.
 */
import { type Link, link, readEach, readLink } from '../graph.ts';
import type { GraphIssue } from '../issues.ts';
import type { NodeRegistry } from '../registry.ts';
import { topologicalOrder } from '../topological.ts';
import { type FlatNode, type FlatNodes, linksOf, readLinkList, some } from './flat-node.ts';

/** Runs of one node at most. */
const MAX_RUNS = 10_000;

/** Lengths by axis, axes in alphabetical order. */
type Axes = ReadonlyMap<string, number>;

const NO_AXES: Axes = new Map();

/** One index per axis. */
type Place = ReadonlyMap<string, number>;

export function unrollLists(nodes: FlatNodes, registry: NodeRegistry, issues: GraphIssue[]): FlatNodes {
  if (!some(nodes, holdsList)) return nodes;
  const axes = new Map<string, Axes>();
  const axesOf = (id: string): Axes => axes.get(id) ?? NO_AXES;
  // What is stuck on a cycle has no lists: it is reported and never runs.
  for (const id of topologicalOrder(nodes, sourcesOf).order) axes.set(id, ownAxes(id));

  function ownAxes(id: string): Axes {
    const node = nodes.get(id) as FlatNode;
    const found = new Map<string, number>();
    const grow = (axis: string, length: number): void => void found.set(axis, Math.max(found.get(axis) ?? 0, length));
    for (const [name, value] of Object.entries(node.inputs ?? {})) {
      const each = readEach(value);
      if (each?.each.length === 0) issues.push({ code: 'empty-list', node: id, input: name });
      else if (each) grow(each.axis ?? '', each.each.length);
      else if (!registry.get(node.type)?.inputs[name]?.list) {
        const source = readLink(value);
        if (source) for (const [axis, length] of axesOf(source.node)) grow(axis, length);
      }
    }
    return new Map([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  const unrolled = new Map<string, FlatNode>();
  for (const [id, node] of nodes) {
    const own = axesOf(id);
    const runs = [...own.values()].reduce((product, length) => product * length, 1);
    if (runs > MAX_RUNS) {
      issues.push({ code: 'too-many-runs', node: id, max: MAX_RUNS, received: runs });
      continue;
    }
    for (const place of places(own)) {
      const inputs: Record<string, unknown> = {};
      for (const [name, value] of Object.entries(node.inputs ?? {})) {
        const takesList = registry.get(node.type)?.inputs[name]?.list === true;
        inputs[name] = valueAt(value, place, takesList, axesOf);
      }
      const number = own.size === 0 ? '' : ` ${[...place.values()].map((index) => `#${index + 1}`).join(' ')}`;
      unrolled.set(copyId(id, own, place), {
        ...node,
        title: (node.title ?? registry.get(node.type)?.title ?? id) + number,
        inputs,
      });
    }
  }
  return unrolled;
}

function valueAt(value: unknown, place: Place, takesList: boolean, axesOf: (id: string) => Axes): unknown {
  const each = readEach(value);
  if (each) return each.each[Math.min(place.get(each.axis ?? '') ?? 0, each.each.length - 1)];
  const list = takesList ? (readLinkList(value) ?? (readLink(value) ? [value as Link] : undefined)) : undefined;
  if (list) return list.flatMap((from) => allCopies(from, axesOf));
  const source = readLink(value);
  if (!source) return value;
  const axes = axesOf(source.node);
  return axes.size === 0 ? value : link(copyId(source.node, axes, place), source.output);
}

function allCopies(from: Link, axesOf: (id: string) => Axes): Link[] {
  const source = readLink(from);
  const axes = source && axesOf(source.node);
  return !axes || axes.size === 0
    ? [from]
    : places(axes).map((place) => link(copyId(source.node, axes, place), source.output));
}

function holdsList({ inputs }: FlatNode): boolean {
  for (const name in inputs) if (readEach(inputs[name])) return true;
  return false;
}

function* sourcesOf({ inputs = {} }: FlatNode): Generator<string> {
  for (const value of Object.values(inputs)) for (const { node } of linksOf(value)) yield node;
}

/** The copy of a node for a place; where its own list is shorter, its last one. */
function copyId(id: string, axes: Axes, place: Place): string {
  if (axes.size === 0) return id;
  return `${id}#${[...axes].map(([axis, length]) => Math.min(place.get(axis) ?? 0, length - 1)).join('-')}`;
}

function places(axes: Axes): Place[] {
  return [...axes].reduce<Place[]>(
    (all, [axis, length]) =>
      all.flatMap((place) => Array.from({ length }, (_, index) => new Map([...place, [axis, index]]))),
    [new Map()],
  );
}
