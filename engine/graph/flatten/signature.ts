/**
 * The inputs and outputs of a node type by socket type, also of a subgraph: enough to say which input can take the
 * place of which output.
 */
import type { NodeDefinition } from '../define.ts';
import { type Graph, readLink, type Subgraph } from '../graph.ts';
import { type InputDefinition, socketOf } from '../input.ts';
import type { NodeRegistry } from '../registry.ts';
import { ANY } from '../socket.ts';
import { linksOf } from './flat-node.ts';
import { SUBGRAPH_PREFIX } from './subgraph-type.ts';

export interface SignatureInput {
  readonly name: string;
  /** Name of the socket type. */
  readonly socket: string;
  readonly list: boolean;
  readonly optional: boolean;
  /** Its literal is a value as links carry them; false for names, choices and seeds, which only set the node. */
  readonly isValue: boolean;
  /** The value when none is given. */
  readonly fallback: unknown;
}

export interface Signature {
  readonly inputs: readonly SignatureInput[];
  /** Names of the socket types, by output. */
  readonly outputs: ReadonlyMap<string, string>;
  /** Undefined for a subgraph. */
  readonly definition?: NodeDefinition;
}

export type SignatureOf = (type: string) => Signature | undefined;

type SubgraphNodes = Subgraph['nodes'];

/** Kinds of inputs whose literals set a node and are no values of its socket type. */
const SETTINGS: readonly InputDefinition['kind'][] = ['choice', 'model', 'file', 'seed', 'socket'];
/** Id of the instance within its subgraph. */
const INSTANCE = '$inputs';

/** Each type is looked at once. A subgraph that contains itself has no signature. */
export function signatures(graph: Graph, registry: NodeRegistry): SignatureOf {
  const known = new Map<string, Signature | undefined>();
  const signatureOf: SignatureOf = (type) => {
    if (known.has(type)) return known.get(type);
    known.set(type, undefined);
    const signature = type.startsWith(SUBGRAPH_PREFIX) ? ofSubgraph(type) : ofDefinition(registry.get(type));
    known.set(type, signature);
    return signature;
  };
  const ofSubgraph = (type: string): Signature | undefined => {
    const name = type.slice(SUBGRAPH_PREFIX.length);
    const subgraph = Object.hasOwn(graph.subgraphs ?? {}, name) ? graph.subgraphs?.[name] : undefined;
    return subgraph && signatureOfSubgraph(subgraph, signatureOf);
  };
  return signatureOf;
}

function ofDefinition(definition: NodeDefinition | undefined): Signature | undefined {
  if (!definition) return undefined;
  const inputs = Object.entries(definition.inputs).map(([name, input]): SignatureInput => ({
    name,
    socket: socketOf(input),
    list: input.list === true,
    optional: input.optional === true,
    isValue: !SETTINGS.includes(input.kind),
    fallback: 'default' in input ? input.default : undefined,
  }));
  const outputs = Object.entries(definition.outputs).map(([name, { socket }]) => [name, socket.name] as const);
  return { inputs, outputs: new Map(outputs), definition };
}

/** An input has the type of the first node that reads it, an output that of the node that gives it. */
function signatureOfSubgraph({ nodes, inputs = {}, outputs = {} }: Subgraph, signatureOf: SignatureOf): Signature {
  const read = Object.entries(inputs).map(([name, { default: fallback }]): SignatureInput => {
    const reader = readerOf(nodes, INSTANCE, name, signatureOf, new Set());
    const { socket = ANY.name, list = false, isValue = true } = reader ?? {};
    return { name, socket, list, optional: fallback !== undefined, isValue, fallback };
  });
  const given = Object.entries(outputs).map(([name, link]) => {
    const { node = '', output = '' } = readLink(link) ?? {};
    return [name, typeGiven(nodes, read, node, output, signatureOf, new Set())] as const;
  });
  return { inputs: read, outputs: new Map(given) };
}

/** The input that reads an output. An input of any type, such as a reroute's, leads on to the readers of its node. */
function readerOf(
  nodes: SubgraphNodes,
  source: string,
  output: string,
  signatureOf: SignatureOf,
  passed: Set<string>,
): SignatureInput | undefined {
  let anything: SignatureInput | undefined;
  for (const [id, { type, inputs = {} }] of Object.entries(nodes)) {
    const signature = signatureOf(type);
    for (const input of signature?.inputs ?? []) {
      const reads = linksOf(inputs[input.name]).some((link) => link.node === source && link.output === output);
      if (!reads) continue;
      if (input.socket !== ANY.name) return input;
      anything ??= input;
      if (passed.has(id)) continue;
      passed.add(id);
      for (const [next, socket] of signature?.outputs ?? []) {
        const reader = socket === ANY.name ? readerOf(nodes, id, next, signatureOf, passed) : undefined;
        if (reader && reader.socket !== ANY.name) return reader;
      }
    }
  }
  return anything;
}

/** The type of an output. An output of any type has that of what is linked to the node's inputs of any type. */
function typeGiven(
  nodes: SubgraphNodes,
  inputs: readonly SignatureInput[],
  id: string,
  output: string,
  signatureOf: SignatureOf,
  passed: Set<string>,
): string {
  if (id === INSTANCE) return inputs.find(({ name }) => name === output)?.socket ?? ANY.name;
  const node = Object.hasOwn(nodes, id) ? nodes[id] : undefined;
  const signature = node && signatureOf(node.type);
  const type = signature?.outputs.get(output) ?? ANY.name;
  if (type !== ANY.name || passed.has(id)) return type;
  passed.add(id);
  for (const { name, socket } of signature?.inputs ?? []) {
    if (socket !== ANY.name) continue;
    for (const link of linksOf(node?.inputs?.[name])) {
      const found = typeGiven(nodes, inputs, link.node, link.output, signatureOf, passed);
      if (found !== ANY.name) return found;
    }
  }
  return ANY.name;
}
