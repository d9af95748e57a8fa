/** The node types of the server with their texts in the user's language. Categories stay: colours go by them. */
import type { Catalogue, CatalogueNode, CatalogueOutput, InputDefinition } from '../../engine/protocol/index.ts';
import { language } from './language.ts';
import { t } from './t.ts';

/** @returns the catalogue itself in English. In a computed value, it follows a change of language. */
export function inLanguage(catalogue: Catalogue): Catalogue {
  return language.value === 'en' ? catalogue : { nodes: catalogue.nodes.map(nodeInLanguage) };
}

function nodeInLanguage(node: CatalogueNode): CatalogueNode {
  return {
    ...node,
    title: t(node.title),
    description: t(node.description),
    inputs: mapped(node.inputs),
    outputs: mapped(node.outputs),
  };
}

/** Inputs or outputs by name. Those without a title are called by their names, and keep them. */
function mapped<T extends InputDefinition | CatalogueOutput>(parts: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(parts).map(([name, part]) => [
      name,
      {
        ...part,
        ...(part.title === undefined ? {} : { title: t(part.title) }),
        ...(part.tooltip === undefined ? {} : { tooltip: t(part.tooltip) }),
      },
    ]),
  );
}
