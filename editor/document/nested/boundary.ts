/**
 * The two nodes at the edges of a subgraph that is shown: one gives its inputs, one takes its outputs. Files have no
 * such nodes. They stand for the declarations of the subgraph, so that wires to them are drawn as any other.
 */

/** Id of the node that gives the inputs. Links inside a subgraph name it. */
export const INPUTS = '$inputs';
/** Id of the node that takes the outputs. */
export const OUTPUTS = '$outputs';

/** The socket that becomes a new input or output when a wire is drawn to it. */
export const NEW_SOCKET = '+';

const INPUTS_TYPE = '$inputs/';
const OUTPUTS_TYPE = '$outputs/';

/** Whether a node is one of the two. Such a node can be moved, and cannot be removed, copied or switched off. */
export function isBoundary(id: string): boolean {
  return id === INPUTS || id === OUTPUTS;
}

/** The type of an edge of a subgraph. */
export function boundaryType(id: typeof INPUTS | typeof OUTPUTS, subgraph: string): string {
  return (id === INPUTS ? INPUTS_TYPE : OUTPUTS_TYPE) + subgraph;
}

/** The subgraph and the edge that a node type stands for; undefined for any other type. */
export function readBoundary(type: string): { readonly side: 'inputs' | 'outputs'; readonly name: string } | undefined {
  if (type.startsWith(INPUTS_TYPE)) return { side: 'inputs', name: type.slice(INPUTS_TYPE.length) };
  if (type.startsWith(OUTPUTS_TYPE)) return { side: 'outputs', name: type.slice(OUTPUTS_TYPE.length) };
  return undefined;
}
