/** How an instance of a subgraph looks from outside: its sockets have the types of the inner sockets they lead to. */
import {
  type CatalogueOutput,
  type InputDefinition,
  readLink,
  socketOf,
  type Workflow,
} from '../../../engine/protocol/index.ts';
import { msg } from '../../i18n/t.ts';
import { NEW_SOCKET, readBoundary } from '../nested/boundary.ts';
import { linksOf } from './links.ts';
import { ANY_SOCKET, type NodeShape, type NodeTypes } from './node-types.ts';
import { subgraphName, subgraphTitle } from './subgraphs.ts';

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
  const boundary = readBoundary(type);
  if (boundary) return boundaryShape(subgraphs, types, boundary);
  const name = subgraphName(type) ?? '';
  const subgraph = path.includes(name) || !Object.hasOwn(subgraphs, name) ? undefined : subgraphs[name];
  if (!subgraph) return unknownShape(type);
  const inner: InnerShape = (each) => subgraphShape(subgraphs, types, each, [...path, name]);
  return {
    title: subgraphTitle(subgraphs, name),
    description: msg('A subgraph of this workflow.'),
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
    description: msg('This node type is not known here.'),
    category: '',
    terminal: false,
    inputs: {},
    outputs: {},
    known: false,
  };
}

function inputsOf(subgraph: Subgraph, inner: InnerShape): Record<string, InputDefinition> {
  return Object.fromEntries(
    Object.entries(subgraph.inputs ?? {}).map(([input, { title, default: value }]) => {
      const definition = innerDefinition(subgraph, input, inner);
      if (!definition) return [input, { kind: 'socket', socket: ANY_SOCKET, title: title ?? input } as const];
      const own = { ...definition, title: title ?? definition.title ?? input };
      return [input, (value === undefined ? own : { ...own, default: value }) as InputDefinition];
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
    Object.entries(subgraph.outputs ?? {}).map(([output, { title = output, from }]) => {
      const link = readLink({ from });
      const definition = link && inner(subgraph.nodes[link.node]?.type ?? '').outputs[link.output];
      return [output, { socket: ANY_SOCKET, ...definition, title }];
    }),
  );
}

/** An edge of a subgraph, seen from inside: its inputs are given there, and its outputs are taken. */
function boundaryShape(
  subgraphs: Subgraphs,
  types: NodeTypes,
  { side, name }: { readonly side: 'inputs' | 'outputs'; readonly name: string },
): NodeShape {
  const { inputs, outputs } = subgraphShape(subgraphs, types, `subgraph/${name}`);
  const plain = { category: 'subgraph', terminal: false, known: true };
  if (side === 'inputs') {
    const given = Object.entries(inputs).map(([input, definition]): [string, CatalogueOutput] => [
      input,
      { socket: { name: socketOf(definition) }, title: definition.title ?? input },
    ]);
    return {
      ...plain,
      title: msg('Inputs'),
      description: msg('The inputs of the subgraph. Draw a wire from the last socket to add one.'),
      inputs: {},
      outputs: { ...Object.fromEntries(given), [NEW_SOCKET]: { socket: ANY_SOCKET, title: msg('New input') } },
    };
  }
  const taken = Object.entries(outputs).map(([output, { socket, title = output }]): [string, InputDefinition] => [
    output,
    { kind: 'socket', socket, title, optional: true },
  ]);
  return {
    ...plain,
    title: msg('Outputs'),
    description: msg('The outputs of the subgraph. Draw a wire to the last socket to add one.'),
    inputs: {
      ...Object.fromEntries(taken),
      [NEW_SOCKET]: { kind: 'socket', socket: ANY_SOCKET, title: msg('New output'), optional: true },
    },
    outputs: {},
  };
}
