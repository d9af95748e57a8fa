/** The library in sections: favourites, recent nodes, then categories. */
import { groupBy } from '../../document/group-by.ts';
import { t } from '../../i18n/t.ts';
import { type NodeChoice, OWN } from '../dialogs/node-choices.ts';
import { categoryTitle } from '../text/node.ts';

export interface LibrarySection {
  /** Apart from those of other sections. */
  readonly key: string;
  readonly title: string;
  readonly choices: readonly NodeChoice[];
}

/** Nodes of the user's own, subgraphs, then categories in the order of a graph; others come after them. */
const ORDER = [
  OWN,
  'subgraph',
  'model',
  'conditioning',
  'text',
  'latent',
  'sampling',
  'image',
  'mask',
  'value',
  'logic',
  'wiring',
];

/** @param favourites types. @param recent types, latest first. Sections without nodes are left out. */
export function librarySections(
  choices: readonly NodeChoice[],
  favourites: readonly string[],
  recent: readonly string[],
): readonly LibrarySection[] {
  const byType = new Map(choices.map((choice) => [choice.type, choice]));
  const named = (types: readonly string[]): NodeChoice[] => types.flatMap((type) => byType.get(type) ?? []);
  const categories = [...groupBy(choices, ({ category }) => category.split('/')[0] ?? '')]
    .toSorted(([a], [b]) => rankOf(a) - rankOf(b) || a.localeCompare(b))
    .map(([category, members]) => ({
      key: `category ${category}`,
      title: categoryTitle(category),
      choices: members.toSorted((a, b) => a.title.localeCompare(b.title)),
    }));
  const sections = [
    { key: 'favourites', title: t('Favourites'), choices: named(favourites) },
    { key: 'recent', title: t('Recent'), choices: named(recent) },
    ...categories,
  ];
  return sections.filter((section) => section.choices.length > 0);
}

function rankOf(category: string): number {
  const index = ORDER.indexOf(category);
  return index < 0 ? ORDER.length : index;
}
