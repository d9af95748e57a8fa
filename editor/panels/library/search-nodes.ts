/** The search for nodes of the library and of the palette: by title, type, other names, category and description. */
import { fuzzySearch, type FuzzyHit } from '../fuzzy.ts';
import { categoryTitle } from '../text/node.ts';
import type { NodeChoice } from '../dialogs/node-choices.ts';

/** Best first. All of them in their order for an empty query. */
export function searchNodes(query: string, choices: readonly NodeChoice[]): FuzzyHit<NodeChoice>[] {
  return fuzzySearch(query, choices, ({ title, type, names, category, description }) => [
    { text: title, weight: 2 },
    { text: type, weight: 1.5 },
    ...names.map((text) => ({ text, weight: 1.4 })),
    { text: categoryTitle(category) },
    { text: description, weight: 0.5 },
  ]);
}
