/**
 * The graph of one picture of a batch: its lists of values replaced by the values the picture was made with, and only
 * the nodes it needs.
 */
import { linksOf } from '../../graph/flatten/flat-node.ts';
import { readEach } from '../../graph/graph.ts';
import type { NodeRegistry } from '../../graph/registry.ts';
import { inputsOfType } from '../inputs-of.ts';
import { keepNodes } from '../keep-nodes.ts';
import type { Workflow, WorkflowNode } from '../schema.ts';
import { subgraphsOf } from '../subgraphs-of.ts';
import type { Provenance } from './provenance.ts';

/** Ids of copies end with their place in each list, such as `save#2` or `save#0-3`. */
const COPY = /^([^#]+)#([\d-]+)$/;

/** An index into the lists of each axis. */
type Place = ReadonlyMap<string, number>;

/**
 * @returns the provenance as it is for a picture that is not of a batch, and for one that needs a node both for its own
 * value of a list and for all values.
 */
export function ofOnePicture(provenance: Provenance, registry: NodeRegistry): Provenance {
  const { workflow, output = '', values, models, hashes } = provenance;
  const [, id, indices] = COPY.exec(output) ?? [];
  if (id === undefined || indices === undefined) return provenance;
  const { single, all } = ancestry(workflow, registry, id.split(':', 1)[0] ?? id);
  const place = placeOf(workflow, single, indices.split('-').map(Number));
  if (!place || [...all].some((node) => dependsOnPlace(workflow, node, single))) return provenance;
  const ofCopy = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).map(([node, value]) => [withoutPlace(node, single), value]));
  return {
    ...provenance,
    workflow: atPlace(keepNodes(workflow, new Set([...single, ...all])), single, place),
    output: id,
    values: ofCopy(values),
    models: ofCopy(models),
    ...(hashes ? { hashes: ofCopy(hashes) } : {}),
  };
}

interface Ancestry {
  /** Nodes of which the picture needs one copy. */
  readonly single: ReadonlySet<string>;
  /** Nodes of which it needs every copy, because an input takes them as a list. */
  readonly all: ReadonlySet<string>;
}

function ancestry(workflow: Workflow, registry: NodeRegistry, output: string): Ancestry {
  const [single, all] = [new Set<string>(), new Set<string>()];
  const visit = (id: string, found: Set<string>): void => {
    const node = nodeOf(workflow, id);
    if (!node || found.has(id)) return;
    found.add(id);
    const declared = inputsOfType(workflow, registry, node.type) ?? {};
    for (const [name, value] of Object.entries(node.inputs ?? {}))
      for (const link of linksOf(value)) visit(link.node, declared[name]?.list ? all : found);
  };
  visit(output, single);
  return { single, all };
}

/** @returns undefined unless the nodes have one list for each index. */
function placeOf(workflow: Workflow, nodes: ReadonlySet<string>, indices: readonly number[]): Place | undefined {
  // Indices stand in the alphabetical order of their axes.
  const axes = [...new Set([...nodes].flatMap((id) => axesOf(workflow, id)))].toSorted();
  return axes.length === indices.length ? new Map(axes.map((axis, i) => [axis, indices[i] ?? 0])) : undefined;
}

/** Whether a node of which every copy is needed would lose its lists. */
function dependsOnPlace(workflow: Workflow, id: string, single: ReadonlySet<string>): boolean {
  if (axesOf(workflow, id).length === 0) return false;
  const own = subgraphsOf(workflow, nodeOf(workflow, id)?.type ?? '');
  return single.has(id) || [...subgraphsOfNodes(workflow, single)].some((name) => own.has(name));
}

/** Names of the axes of the lists in a node, and inside when it is an instance of a subgraph. */
function axesOf(workflow: Workflow, id: string): string[] {
  const node = nodeOf(workflow, id);
  if (!node) return [];
  const inside = [...subgraphsOf(workflow, node.type)].map((name) => workflow.subgraphs?.[name]?.nodes ?? {});
  const written: readonly WorkflowNode[] = [node, ...inside.flatMap((nodes) => Object.values(nodes))];
  return written.flatMap(({ inputs = {} }) =>
    Object.values(inputs).flatMap((value) => {
      const each = readEach(value);
      return each ? [each.axis ?? ''] : [];
    }),
  );
}

/** The workflow with the values of a place instead of the lists of some nodes, and of the subgraphs they use. */
function atPlace(workflow: Workflow, single: ReadonlySet<string>, place: Place): Workflow {
  const inSubgraphs = subgraphsOfNodes(workflow, single);
  const subgraphs = mapEntries(workflow.subgraphs ?? {}, (subgraph, name) =>
    inSubgraphs.has(name)
      ? { ...subgraph, nodes: mapEntries(subgraph.nodes, (node) => nodeAtPlace(node, place)) }
      : subgraph,
  );
  return {
    ...workflow,
    nodes: mapEntries(workflow.nodes, (node, id) => (single.has(id) ? nodeAtPlace(node, place) : node)),
    ...(workflow.subgraphs ? { subgraphs } : {}),
  };
}

/** A list that is shorter than others of its axis repeats its last value. */
function nodeAtPlace(node: WorkflowNode, place: Place): WorkflowNode {
  if (!node.inputs) return node;
  const inputs = mapEntries(node.inputs, (value) => {
    const each = readEach(value);
    if (!each) return value;
    const index = Math.min(place.get(each.axis ?? '') ?? 0, each.each.length - 1);
    return each.each[index] as typeof value;
  });
  return { ...node, inputs };
}

function subgraphsOfNodes(workflow: Workflow, ids: Iterable<string>): ReadonlySet<string> {
  return new Set([...ids].flatMap((id) => [...subgraphsOf(workflow, nodeOf(workflow, id)?.type ?? '')]));
}

/** The id of a copy without its place, when it is a copy of one of the nodes. */
function withoutPlace(copy: string, single: ReadonlySet<string>): string {
  const [, id] = COPY.exec(copy) ?? [];
  return id !== undefined && single.has(id.split(':', 1)[0] ?? id) ? id : copy;
}

function nodeOf({ nodes }: Workflow, id: string): WorkflowNode | undefined {
  return Object.hasOwn(nodes, id) ? nodes[id] : undefined;
}

function mapEntries<T>(record: Readonly<Record<string, T>>, change: (value: T, name: string) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value, name)]));
}
