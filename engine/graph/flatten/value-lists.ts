/**
 * Unrolls lists of values: a node with a list, and every node below it, becomes one copy for each value. The copy of
 * `save` for index 2 is `save#2`, with one index for each axis (`save#2-0`) when lists of different axes are combined.
 * Copies have keys like any node: they run in parallel, and a list that grows reuses the results it has.
 */
import type { NodeDefinition } from '../define.ts';
import { type Link, link, readEach, readLink } from '../graph.ts';
import type { GraphIssue } from '../issues.ts';
import type { NodeRegistry } from '../registry.ts';
import { topologicalOrder } from '../topological.ts';
import { checkFlatSize, costOf } from './budget.ts';
import { type FlatNode, type FlatNodes, linksOf, readLinkList, some } from './flat-node.ts';

/** Most copies of one node. */
export const MAX_RUNS = 10_000;

/** Links of inputs that take a list that count as one more node. */
const LINKS_PER_NODE = 16;
/** Most axes of one node. */
const MAX_AXES = 32;

/** Lengths by axis, in alphabetical order of the axes. */
type Axes = ReadonlyMap<string, number>;

const NO_AXES: Axes = new Map();

type AxesOf = (id: string) => Axes;

/** One index for each axis. */
type Place = ReadonlyMap<string, number>;

/** @throws GraphError `too-many-nodes`, before the copies are made. */
export function unrollLists(nodes: FlatNodes, registry: NodeRegistry, issues: GraphIssue[], most: number): FlatNodes {
  if (!some(nodes, holdsList)) return nodes;
  const axes = axesByNode(nodes, registry, issues);
  const axesOf: AxesOf = (id) => axes.get(id) ?? NO_AXES;
  checkFlatSize(unrolledSize(nodes, registry, axesOf), most);
  const unrolled = new Map<string, FlatNode>();
  for (const [id, node] of nodes) {
    const own = axesOf(id);
    const runs = copiesOf(own);
    if (runs > MAX_RUNS) issues.push({ code: 'too-many-runs', node: id, max: MAX_RUNS, received: runs });
    else
      for (const place of places(own))
        unrolled.set(copyId(id, own, place), copyAt(id, node, place, registry.get(node.type), axesOf));
  }
  return unrolled;
}

function copiesOf(axes: Axes): number {
  let copies = 1;
  for (const length of axes.values()) copies *= length;
  return copies;
}

/** The copies of all nodes together. Nodes with too many copies of their own are not made, and do not count. */
function unrolledSize(nodes: FlatNodes, registry: NodeRegistry, axesOf: AxesOf): number {
  let size = 0;
  for (const [id, node] of nodes) {
    const copies = copiesOf(axesOf(id));
    if (copies > MAX_RUNS) continue;
    const definition = registry.get(node.type);
    let links = 0;
    for (const [name, value] of Object.entries(node.inputs ?? {}))
      if (definition?.inputs[name]?.list)
        for (const { node: source } of linksOf(value)) links += copiesOf(axesOf(source));
    size += copies * (costOf(node) + Math.floor(links / LINKS_PER_NODE));
  }
  return size;
}

/** The axes of every node: those of its own lists, and those of the nodes it reads one value of. */
function axesByNode(nodes: FlatNodes, registry: NodeRegistry, issues: GraphIssue[]): ReadonlyMap<string, Axes> {
  const axes = new Map<string, Axes>();
  // Nodes on a cycle get no axes: they are reported later and never run.
  for (const id of topologicalOrder(nodes, sourcesOf).order) {
    const { type, inputs = {} } = nodes.get(id) as FlatNode;
    const lengths = new Map<string, number>();
    let isOver = false;
    const grow = (axis: string, length: number): void => {
      if (lengths.size >= MAX_AXES && !lengths.has(axis)) isOver = true;
      else lengths.set(axis, Math.max(lengths.get(axis) ?? 0, length));
    };
    for (const [name, value] of Object.entries(inputs)) {
      const each = readEach(value);
      if (each?.each.length === 0) issues.push({ code: 'empty-list', node: id, input: name });
      else if (each) grow(each.axis ?? '', each.each.length);
      else if (!registry.get(type)?.inputs[name]?.list) {
        const source = readLink(value);
        if (source) for (const [axis, length] of axes.get(source.node) ?? NO_AXES) grow(axis, length);
      }
    }
    if (isOver) issues.push({ code: 'too-many-lists', node: id, max: MAX_AXES });
    axes.set(id, new Map([...lengths].toSorted(([a], [b]) => (a < b ? -1 : 1))));
  }
  return axes;
}

function copyAt(
  id: string,
  node: FlatNode,
  place: Place,
  definition: NodeDefinition | undefined,
  axesOf: AxesOf,
): FlatNode {
  const inputs: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(node.inputs ?? {}))
    inputs[name] = valueAt(value, place, definition?.inputs[name]?.list === true, axesOf);
  const title = node.title ?? definition?.title ?? id;
  const numbers = [...place.values()].map((index) => ` #${index + 1}`);
  return { ...node, title: title + numbers.join(''), inputs };
}

function valueAt(value: unknown, place: Place, takesList: boolean, axesOf: AxesOf): unknown {
  const each = readEach(value);
  if (each) return each.each[Math.min(place.get(each.axis ?? '') ?? 0, each.each.length - 1)];
  if (takesList) {
    const items = readLinkList(value) ?? (readLink(value) ? [value] : undefined);
    if (items) return items.flatMap((item) => (readLink(item) ? allCopies(item as Link, axesOf) : [item]));
  }
  const source = readLink(value);
  if (!source) return value;
  const axes = axesOf(source.node);
  return axes.size === 0 ? value : link(copyId(source.node, axes, place), source.output);
}

function allCopies(from: Link, axesOf: AxesOf): Link[] {
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

/** Id of the copy of a node for a place; an axis on which the node has fewer copies gives its last one. */
function copyId(id: string, axes: Axes, place: Place): string {
  if (axes.size === 0) return id;
  return `${id}#${[...axes].map(([axis, length]) => Math.min(place.get(axis) ?? 0, length - 1)).join('-')}`;
}

/** Every combination of indices, the last axis running fastest. */
function places(axes: Axes): Place[] {
  let all: Place[] = [new Map()];
  for (const [axis, length] of axes)
    all = all.flatMap((place) => Array.from({ length }, (_, index) => new Map([...place, [axis, index]])));
  return all;
}
