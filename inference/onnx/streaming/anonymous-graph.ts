/** Names by position in the place of names that tell which block of a model a graph computes. */
import type { GraphParts } from '../protobuf.ts';
import type { Value } from '../value.ts';

/** A graph that equals those of all blocks of its shape, to the byte. */
export interface AnonymousGraph {
  readonly graph: GraphParts;
  /** From names of the model to those of the graph, for inputs, weights and outputs. */
  readonly names: ReadonlyMap<string, string>;
}

/**
 * Names inputs, weights and outputs by their position. All other values are named by the builder, by position too.
 * @param weights that become inputs, behind the others.
 */
export function anonymous(graph: GraphParts, weights: readonly Value[]): AnonymousGraph {
  const names = new Map([
    ...numbered('input', graph.inputs),
    ...numbered('weight', weights),
    ...numbered('output', graph.outputs),
  ]);
  const renamed = (name: string): string => names.get(name) ?? name;
  const value = (each: Value): Value => ({ ...each, name: renamed(each.name) });
  return {
    names,
    graph: {
      ...graph,
      nodes: graph.nodes.map((node) => ({
        ...node,
        inputs: node.inputs.map(renamed),
        outputs: node.outputs.map(renamed),
      })),
      inputs: [...graph.inputs, ...weights].map(value),
      outputs: graph.outputs.map(value),
    },
  };
}

function numbered(prefix: string, values: readonly Value[]): readonly (readonly [name: string, number: string])[] {
  return values.map(({ name }, i) => [name, `${prefix}.${i}`]);
}
