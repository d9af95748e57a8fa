/** Puts the nodes of subgraphs in the place of their instances. Node `inner` of instance `outer` becomes `outer:inner`. */
import { type Graph, type GraphNode, type Link, readLink, type Subgraph } from '../graph.ts';
import type { GraphIssue } from '../issues.ts';
import { mapLinks } from './flat-node.ts';

/** Of the type of an instance; the name of its subgraph follows. */
export const SUBGRAPH_PREFIX = 'subgraph/';
/** Stands for the instance among the nodes of a subgraph. */
const INPUTS = '$inputs';

export function inlineSubgraphs(graph: Graph, issues: GraphIssue[]): ReadonlyMap<string, GraphNode> {
  const flat = new Map<string, GraphNode>();
  if (!Object.values(graph.nodes).some(({ type }) => type.startsWith(SUBGRAPH_PREFIX)))
    return new Map(Object.entries(graph.nodes));
  const subgraphs = graph.subgraphs ?? {};
  /** Where a link to an output of an instance leads. */
  const outputs = new Map<string, Map<string, unknown>>();

  const place = (
    nodes: Readonly<Record<string, GraphNode>>,
    prefix: string,
    outer: (name: string) => unknown,
    mode: GraphNode['mode'],
    path: readonly string[],
  ): void => {
    const relink = ({ from }: Link): unknown =>
      from.startsWith(`${INPUTS}.`) ? outer(from.slice(INPUTS.length + 1)) : { from: prefix + from };
    for (const [name, node] of Object.entries(nodes)) {
      const id = prefix + name;
      const placed = { ...node, mode: mode ?? node.mode, inputs: mapLinks(node.inputs ?? {}, relink) };
      const subgraph = node.type.startsWith(SUBGRAPH_PREFIX)
        ? instanceOf(id, node.type.slice(SUBGRAPH_PREFIX.length), path)
        : undefined;
      if (subgraph) expand(id, placed, subgraph, [...path, node.type.slice(SUBGRAPH_PREFIX.length)]);
      else flat.set(id, placed);
    }
  };
  const instanceOf = (node: string, name: string, path: readonly string[]): Subgraph | undefined => {
    const subgraph = Object.hasOwn(subgraphs, name) ? subgraphs[name] : undefined;
    if (!subgraph) issues.push({ code: 'unknown-subgraph', node, received: name, known: Object.keys(subgraphs) });
    else if (path.includes(name)) issues.push({ code: 'recursive-subgraph', node, path: [...path, name] });
    else return subgraph;
    return undefined;
  };
  const expand = (id: string, instance: GraphNode, subgraph: Subgraph, path: readonly string[]): void => {
    const given = instance.inputs ?? {};
    const known = Object.keys(subgraph.inputs ?? {});
    for (const input of Object.keys(given))
      if (!known.includes(input)) issues.push({ code: 'unknown-input', node: id, input, known });
    for (const [input, declared] of Object.entries(subgraph.inputs ?? {})) {
      if (given[input] === undefined && declared.default === undefined)
        issues.push({ code: 'missing-input', node: id, input, expected: 'any' });
    }
    place(subgraph.nodes, `${id}:`, (name) => given[name] ?? subgraph.inputs?.[name]?.default, instance.mode, path);
    outputs.set(
      id,
      new Map(Object.entries(subgraph.outputs ?? {}).map(([name, { from }]) => [name, { from: `${id}:${from}` }])),
    );
  };
  place(graph.nodes, '', () => undefined, undefined, []);

  // An output may lead to an output of an instance inside: followed to the node that gives it.
  const follow = (value: Link): Link => {
    const source = readLink(value);
    const target = source && outputs.get(source.node)?.get(source.output);
    return target ? follow(target as Link) : value;
  };
  for (const [id, node] of flat) flat.set(id, { ...node, inputs: mapLinks(node.inputs ?? {}, follow) });
  return flat;
}
