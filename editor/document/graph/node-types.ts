/** The node types the server knows, and how a node looks from outside. */
import type { Catalogue, CatalogueNode, CatalogueOutput, InputDefinition } from '../../../engine/protocol/index.ts';

/** By type id. */
export type NodeTypes = ReadonlyMap<string, CatalogueNode>;

export function nodeTypes({ nodes }: Catalogue): NodeTypes {
  return new Map(nodes.map((node) => [node.type, node]));
}

/** How a node looks from outside: the title of its type, its inputs and outputs. */
export interface NodeShape {
  readonly title: string;
  readonly description: string;
  readonly category: string;
  readonly terminal: boolean;
  readonly shows?: CatalogueNode['shows'];
  readonly inputs: Readonly<Record<string, InputDefinition>>;
  readonly outputs: Readonly<Record<string, CatalogueOutput>>;
  /** False for a type that nobody knows. Such a node is shown with its links, so that nothing is lost. */
  readonly known: boolean;
}

/** The socket of an input or output whose type is not known. */
export const ANY_SOCKET = { name: 'any' } as const;
