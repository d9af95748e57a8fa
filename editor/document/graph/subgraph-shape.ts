/** How an instance of a subgraph looks from outside: its sockets have the types of the inner sockets they lead to. */
import { type CatalogueOutput, type InputDefinition, readLink, type Workflow } from '../../../engine/protocol/index.ts';
import { linksOf } from './links.ts';
import { ANY_SOCKET, type NodeShape, type NodeTypes } from './node-types.ts';
import { subgraphName } from './subgraphs.ts';

export type Subgraphs = NonNullable<Workflow['subgraphs']>;
type Subgraph = Subgraphs[string];

/** The node id by which links inside a subgraph refer to its inputs. */
const INPUTS = '$inputs';

/** Shape of the types inside the subgraph that is being read. */
type InnerShape = (type: string) => NodeShape;

/** @param path names of the subgraphs around this one: a subgraph inside itself counts as unknown. */
export function subgraphShape(
  subgraphs: Subgraphs,
  types: NodeTypes,
  type: string,
  path: readonly string[] = [],
): NodeShape {
  const definition = types.get(type);
  if (definition) return { ...definition, known: true };
  const name = subgraphName(type) ?? '';
  const subgraph = path.includes(name) || !Object.hasOwn(subgraphs, name) ? undefined : subgraphs[name];
  if (!subgraph) return unknownShape(type);
  const inner: InnerShape = (each) => subgraphShape(subgraphs, types, each, [...path, name]);
  return {
    title: name,
    description: 'A subgraph of this workflow.',
    category: 'subgraph',
    terminal: Object.values(subgraph.nodes).some((node) => inner(node.type).terminal),
    inputs: inputsOf(subgraph, inner),
    outputs: outputsOf(subgraph, inner),
    known: true,
  };
}

function unknownShape(type: string): NodeShape {
  return {
    title: type,
    description: 'This node type is not known here.',
    category: '',
    terminal: false,
    inputs: {},
    outputs: {},
    known: false,
  };
}

function inputsOf(subgraph: Subgraph, inner: InnerShape): Record<string, InputDefinition> {
  return Object.fromEntries(
    Object.entries(subgraph.inputs ?? {}).map(([input, { default: value }]) => {
      const definition = innerDefinition(subgraph, input, inner);
      if (!definition) return [input, { kind: 'socket', socket: ANY_SOCKET, title: input } as const];
      return [input, (value === undefined ? definition : { ...definition, default: value }) as InputDefinition];
    }),
  );
}

/** The definition of the first inner input that reads an input of the subgraph; undefined when none does. */
function innerDefinition(subgraph: Subgraph, input: string, inner: InnerShape): InputDefinition | undefined {
  const reader = inputReaders(subgraph).find((each) => each.reads === input);
  const definition = reader && inner(reader.type).inputs[reader.input];
  if (!definition?.list || passesOn(subgraph, input)) return definition;
  return { ...definition, list: false };
}

interface InputReader {
  /** Type and input of the inner node. */
  readonly type: string;
  readonly input: string;
  /** The input of the subgraph it is linked to. */
  readonly reads: string;
}

function inputReaders(subgraph: Subgraph): InputReader[] {
  return Object.values(subgraph.nodes).flatMap(({ type, inputs }) =>
    Object.entries(inputs ?? {}).flatMap(([input, value]) =>
      linksOf('', input, value)
        .filter(({ from }) => from.node === INPUTS)
        .map(({ from }) => ({ type, input, reads: from.output })),
    ),
  );
}

/**
 * Whether the subgraph passes an input on as it is, so that a list stays a list. Where the input is linked from inside
 * a list, it is one item of that list.
 */
function passesOn(subgraph: Subgraph, input: string): boolean {
  const values = Object.values(subgraph.nodes).flatMap(({ inputs }) => Object.values(inputs ?? {}));
  return values.map(readLink).some((link) => link?.node === INPUTS && link.output === input);
}

function outputsOf(subgraph: Subgraph, inner: InnerShape): Record<string, CatalogueOutput> {
  return Object.fromEntries(
    Object.entries(subgraph.outputs ?? {}).map(([output, from]) => {
      const link = readLink(from);
      const definition = link && inner(subgraph.nodes[link.node]?.type ?? '').outputs[link.output];
      return [output, { socket: ANY_SOCKET, ...definition, title: output }];
    }),
  );
}
