/** The node types the server knows, by type; and how a node of a workflow looks from outside, an instance of a subgraph included. */
import { type Catalogue, type CatalogueNode, type CatalogueOutput, type InputDefinition, readLink, type Workflow } from '../../engine/server/protocol.ts';

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

const SUBGRAPH = 'subgraph/';

/** @param type of a node of the workflow. */
export function shapeOf(workflow: Workflow, types: NodeTypes, type: string, path: readonly string[] = []): NodeShape {
  const definition = types.get(type);
  if (definition) return { ...definition, known: true };
  const name = type.startsWith(SUBGRAPH) ? type.slice(SUBGRAPH.length) : '';
  const subgraph = path.includes(name) ? undefined : workflow.subgraphs?.[name];
  if (!subgraph) return { title: type, description: 'This node type is not known here.', category: '', terminal: false, inputs: {}, outputs: {}, known: false };
  const readers = Object.values(subgraph.nodes).flatMap((node) => Object.entries(node.inputs ?? {}).map(([input, value]) => ({ type: node.type, input, link: readLink(value) })));
  const inputs = Object.entries(subgraph.inputs ?? {}).flatMap(([input, { default: value }]): [string, InputDefinition][] => {
    const reader = readers.find(({ link }) => link?.node === '$inputs' && link.output === input);
    const inner = reader && shapeOf(workflow, types, reader.type, [...path, name]).inputs[reader.input];
    return inner ? [[input, (value === undefined ? inner : { ...inner, default: value }) as InputDefinition]] : [];
  });
  const outputs = Object.entries(subgraph.outputs ?? {}).flatMap(([output, from]): [string, CatalogueOutput][] => {
    const link = readLink(from);
    const inner = link && shapeOf(workflow, types, subgraph.nodes[link.node]?.type ?? '', [...path, name]).outputs[link.output];
    return inner ? [[output, { ...inner, title: output }]] : [];
  });
  return { title: name, description: 'A subgraph of this workflow.', category: 'subgraph', terminal: false, inputs: Object.fromEntries(inputs), outputs: Object.fromEntries(outputs), known: true };
}
