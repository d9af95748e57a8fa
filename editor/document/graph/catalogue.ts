/** The node types the server knows, by type; and how a node of a workflow looks from outside, an instance of a subgraph included. */
import {
  type Catalogue,
  type CatalogueNode,
  type CatalogueOutput,
  type InputDefinition,
  readLink,
  type Workflow,
  type WorkflowNode,
} from '../../../engine/protocol/index.ts';
import { linksOf, wiresFrom } from './links.ts';

export type NodeTypes = ReadonlyMap<string, CatalogueNode>;

export function nodeTypes({ nodes }: Catalogue): NodeTypes {
  return new Map(nodes.map((node) => [node.type, node]));
}

/** What a node shows: the title of its type, its inputs and outputs. */
export interface NodeShape {
  readonly title: string;
  readonly description: string;
  readonly category: string;
  readonly terminal: boolean;
  readonly inputs: Readonly<Record<string, InputDefinition>>;
  readonly outputs: Readonly<Record<string, CatalogueOutput>>;
  /** False for a type nobody knows: the node is shown with what is linked to it, so that nothing is lost. */
  readonly known: boolean;
}

type Subgraphs = NonNullable<Workflow['subgraphs']>;

const SUBGRAPH = 'subgraph/';
const ANY = { name: 'any' } as const;
const NO_SUBGRAPHS: Subgraphs = {};

const known = new WeakMap<CatalogueNode, NodeShape>();
const instances = new WeakMap<Subgraphs, WeakMap<NodeTypes, Map<string, NodeShape>>>();

/**
 * The same object as long as the catalogue and the subgraphs are.
 * @param type of a node of the workflow.
 */
export function shapeOf(workflow: Workflow, types: NodeTypes, type: string): NodeShape {
  const definition = types.get(type);
  if (definition) return remembered(known, definition, () => ({ ...definition, known: true }));
  const of = remembered(
    instances,
    workflow.subgraphs ?? NO_SUBGRAPHS,
    () => new WeakMap<NodeTypes, Map<string, NodeShape>>(),
  );
  return remembered(
    remembered(of, types, () => new Map<string, NodeShape>()),
    type,
    () => instanceShape(workflow, types, type, []),
  );
}

function instanceShape(workflow: Workflow, types: NodeTypes, type: string, path: readonly string[]): NodeShape {
  const definition = types.get(type);
  if (definition) return { ...definition, known: true };
  const name = type.startsWith(SUBGRAPH) ? type.slice(SUBGRAPH.length) : '';
  const subgraphs = workflow.subgraphs ?? NO_SUBGRAPHS;
  const subgraph = path.includes(name) || !Object.hasOwn(subgraphs, name) ? undefined : subgraphs[name];
  if (!subgraph)
    return {
      title: type,
      description: 'This node type is not known here.',
      category: '',
      terminal: false,
      inputs: {},
      outputs: {},
      known: false,
    };
  const inner = (inside: string): NodeShape => instanceShape(workflow, types, inside, [...path, name]);
  const readers = Object.values(subgraph.nodes).flatMap((node) =>
    Object.entries(node.inputs ?? {}).flatMap(([input, value]) =>
      linksOf('', input, value).map(({ from }) => ({ type: node.type, input, from })),
    ),
  );
  const inputs = Object.entries(subgraph.inputs ?? {}).map(([input, { default: value }]): [string, InputDefinition] => {
    const reader = readers.find(({ from }) => from.node === '$inputs' && from.output === input);
    const definitionInside = reader && inner(reader.type).inputs[reader.input];
    const single =
      definitionInside?.list && !subgraphTakesList(subgraph, input)
        ? { ...definitionInside, list: false }
        : definitionInside;
    return [
      input,
      single
        ? ((value === undefined ? single : { ...single, default: value }) as InputDefinition)
        : { kind: 'socket', socket: ANY, title: input },
    ];
  });
  const outputs = Object.entries(subgraph.outputs ?? {}).map(([output, from]): [string, CatalogueOutput] => {
    const link = readLink(from);
    const outputInside = link && inner(subgraph.nodes[link.node]?.type ?? '').outputs[link.output];
    return [output, { socket: ANY, ...outputInside, title: output }];
  });
  const terminal = Object.values(subgraph.nodes).some((node) => inner(node.type).terminal);
  return {
    title: name,
    description: 'A subgraph of this workflow.',
    category: 'subgraph',
    terminal,
    inputs: Object.fromEntries(inputs),
    outputs: Object.fromEntries(outputs),
    known: true,
  };
}

/** Whether the instance passes its input on as it is: then a list stays one. Inside of a list written there, it is one item. */
function subgraphTakesList(subgraph: Subgraphs[string], input: string): boolean {
  return Object.values(subgraph.nodes).some((node) =>
    Object.values(node.inputs ?? {}).some((value) => {
      const link = readLink(value);
      return link?.node === '$inputs' && link.output === input;
    }),
  );
}

const shapes = new WeakMap<
  WorkflowNode,
  { readonly base: NodeShape; readonly given: string; readonly shape: NodeShape }
>();

/**
 * What one node of the workflow shows: that of its type, and sockets for all links it has beyond that, so that every wire has two
 * ends. The same object as long as nothing about it changed.
 */
export function nodeShape(workflow: Workflow, types: NodeTypes, id: string): NodeShape {
  const node = workflow.nodes[id];
  const base = shapeOf(workflow, types, node?.type ?? '');
  if (!node) return base;
  const inputs = Object.keys(node.inputs ?? {}).filter(
    (name) => !Object.hasOwn(base.inputs, name) && linksOf(id, name, node.inputs?.[name]).length > 0,
  );
  const outputs = [...new Set(wiresFrom(workflow, id).map(({ from }) => from.output))].filter(
    (name) => !Object.hasOwn(base.outputs, name),
  );
  if (inputs.length + outputs.length === 0) return base;
  const given = JSON.stringify([inputs, outputs]);
  const last = shapes.get(node);
  if (last?.base === base && last.given === given) return last.shape;
  const shape: NodeShape = {
    ...base,
    inputs: {
      ...base.inputs,
      ...Object.fromEntries(inputs.map((name) => [name, { kind: 'socket', socket: ANY, title: name } as const])),
    },
    outputs: { ...base.outputs, ...Object.fromEntries(outputs.map((name) => [name, { socket: ANY, title: name }])) },
  };
  shapes.set(node, { base, given, shape });
  return shape;
}

interface Memory<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): unknown;
}

function remembered<K, V>(memory: Memory<K, V>, key: K, make: () => V): V {
  const found = memory.get(key);
  if (found !== undefined) return found;
  const made = make();
  memory.set(key, made);
  return made;
}
