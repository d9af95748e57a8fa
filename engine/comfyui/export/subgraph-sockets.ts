/** Inputs and outputs of a subgraph: their types, and the widgets inside that they set. */
import type { WrittenGraph, WrittenInput, WrittenNode } from './written.ts';
import type { InputSocket, OutputSocket } from './sockets.ts';

export interface SubgraphSockets {
  readonly inputs: readonly InputSocket[];
  readonly outputs: readonly OutputSocket[];
}

/** @param of the sockets of a node inside. */
export function subgraphSockets(
  names: readonly string[],
  outputs: readonly string[],
  graph: WrittenGraph,
  of: (node: WrittenNode) => SubgraphSockets,
): SubgraphSockets {
  const inputs = names.map((name, slot): InputSocket => {
    const readers = graph.nodes.flatMap((node) =>
      of(node).inputs.filter((socket) => {
        const given = node.inputs.get(socket.name);
        return given?.kind === 'link' && given.from === 'inputs' && given.slot === slot;
      }),
    );
    const [first] = readers;
    return { name, type: first?.type ?? '*', isWidget: first?.isWidget ?? false };
  });
  const typeOf = (input: WrittenInput | undefined): string => {
    if (input?.kind !== 'link') return '*';
    const source = input.from === 'inputs' ? inputs[input.slot] : of(input.from).outputs[input.slot];
    return source?.type ?? '*';
  };
  return { inputs, outputs: outputs.map((name) => ({ name, type: typeOf(graph.outputs.get(name)) })) };
}
