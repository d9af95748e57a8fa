/** The nodes that can be added at a place of the graph. */
import type { Workflow } from '../../../engine/protocol/index.ts';
import { type NodeTypes, shapeOf } from '../../document/graph/catalogue.ts';
import { fittingSocket } from '../../document/graph/fitting-types.ts';
import { insertionSockets } from '../../document/commands/nodes.ts';
import { type WireEnd, wiresOf } from '../../document/graph/links.ts';
import { containsShown } from '../../document/nested/own-nodes.ts';
import { socketTitle } from '../text/node.ts';
import { SYNONYMS } from '../library/synonyms.ts';
import { msg, t } from '../../i18n/t.ts';

export interface NodeChoice {
  /** A node type, `subgraph/NAME`, or '' for a note. */
  readonly type: string;
  readonly title: string;
  readonly category: string;
  readonly description: string;
  /** Other words for it, and classes of ComfyUI that it stands for: for the search. */
  readonly names: readonly string[];
  /** The title of the socket that the loose wire would be connected to. */
  readonly socket?: string | undefined;
  /** Whether that socket has exactly the wire's type and is a required one. */
  readonly exact?: boolean | undefined;
  readonly recent: boolean;
}

export interface ChoicePlace {
  /** The loose end of a wire. */
  readonly from?: WireEnd | undefined;
  /** Id of the wire to insert the node into. */
  readonly wire?: string | undefined;
}

/** The category of nodes of the user's own. */
export const OWN = msg('own nodes');

export const NOTE: NodeChoice = {
  type: '',
  title: msg('Note'),
  category: 'notes',
  description: msg('Text on the canvas. It changes no result.'),
  names: ['comment', 'text'],
  recent: false,
};

/**
 * The choices in order: recent ones, then those that fit exactly, then by category and title.
 * @param recent types, latest first. @param own types that are nodes of the user's own.
 */
export function nodeChoices(
  workflow: Workflow,
  types: NodeTypes,
  { from, wire }: ChoicePlace,
  recent: readonly string[],
  own: Pick<ReadonlySet<string>, 'has'> = new Set(),
): NodeChoice[] {
  const into = wire === undefined ? undefined : wiresOf(workflow).find(({ id }) => id === wire);
  const inner = Object.keys(workflow.subgraphs ?? {}).map((name) => `subgraph/${name}`);
  const all = [...types.keys(), ...inner.filter((type) => !containsShown(workflow, type))];
  const choices = all.flatMap((type): NodeChoice[] => {
    const shape = shapeOf(workflow, types, type);
    const common = {
      type,
      title: types.has(type) ? t(shape.title) : shape.title,
      category: own.has(type) ? OWN : shape.category,
      description: types.has(type) ? t(shape.description) : shape.description,
      names: [...(types.get(type)?.comfyui ?? []), ...(SYNONYMS[type] ?? []), shape.title],
      recent: recent.includes(type),
    };
    if (into) return insertionSockets(workflow, types, type, into) ? [common] : [];
    if (!from) return [common];
    const fit = fittingSocket(workflow, types, type, from);
    if (!fit) return [];
    const input = from.side === 'output' ? shape.inputs[fit.socket] : undefined;
    const isOptional = input?.optional === true || input?.list === true;
    return [
      {
        ...common,
        socket: socketTitle(fit.socket, input ?? shape.outputs[fit.socket]),
        exact: fit.exact && !isOptional,
      },
    ];
  });
  const rank = (choice: NodeChoice): number =>
    choice.recent ? recent.indexOf(choice.type) : recent.length + (choice.exact === false ? 1 : 0);
  const sorted = choices.toSorted(
    (a, b) => rank(a) - rank(b) || a.category.localeCompare(b.category) || a.title.localeCompare(b.title),
  );
  return from || into ? sorted : [...sorted, { ...NOTE, title: t(NOTE.title), description: t(NOTE.description) }];
}
