/**
 * Names of items in the user's language, for command names and messages. Titles that templates bring are
 * translated too.
 */
import { t } from '../../i18n/t.ts';
import type { InputDefinition, Workflow } from '../../../engine/protocol/index.ts';
import { type NodeTypes, shapeOf } from '../graph/catalogue.ts';

/** The title of a node: its own title, or else the title of its type. */
export function nodeTitle(workflow: Workflow, types: NodeTypes, id: string): string {
  const node = workflow.nodes[id];
  return node === undefined ? id : t(node.title ?? shapeOf(workflow, types, node.type).title);
}

/** A title that needs no catalogue: `load-checkpoint` is "Load checkpoint". */
export function plainTitle(workflow: Workflow, id: string): string {
  const node = workflow.nodes[id];
  if (node?.title !== undefined) return t(node.title);
  const type = (node?.type ?? id).replace(/^.*\//, '').replaceAll('-', ' ');
  return t(type.charAt(0).toUpperCase() + type.slice(1));
}

/** One node by its title, several by their number: "Denoise", "3 nodes". */
export function nodesTitle(workflow: Workflow, ids: readonly string[]): string {
  const [first] = ids;
  return ids.length === 1 && first !== undefined
    ? plainTitle(workflow, first)
    : t('{count, plural, one {# node} other {# nodes}}', { count: ids.length });
}

export function inputTitle(name: string, definition: InputDefinition | undefined): string {
  return definition?.title ?? name;
}

/** A title inside a sentence: "Seed" becomes "seed", "VAE" stays. */
export function inSentence(title: string): string {
  return /^[A-Z][a-z ]/.test(title) || /^[A-Z]$/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}

/** The start of a text, on one line. */
export function excerpt(text: string, length = 32): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= length ? line : `${line.slice(0, length - 1).trimEnd()}…`;
}
