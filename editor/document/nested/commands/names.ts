/** Names of new subgraphs. */
import type { Workflow } from '../../../../engine/protocol/index.ts';
import { t } from '../../../i18n/t.ts';
import { subgraphTitle } from '../../graph/subgraphs.ts';
import { freshId } from '../../naming/ids.ts';

/** A free name and a title that no other subgraph has. @param wanted a title; empty for none. */
export function freshSubgraph(workflow: Workflow, wanted: string): { readonly name: string; readonly title: string } {
  const subgraphs = workflow.subgraphs ?? {};
  const titles = new Set(Object.keys(subgraphs).map((name) => subgraphTitle(subgraphs, name)));
  const plain = wanted.trim() || t('Subgraph');
  let title = plain;
  for (let number = 2; titles.has(title); number += 1) title = `${plain} ${number}`;
  return { name: freshSubgraphName(subgraphs, title), title };
}

/** A free name made of a title: lower case letters, digits and hyphens. */
export function freshSubgraphName(subgraphs: object, title: string): string {
  const slug = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return freshId(slug === '' ? 'subgraph' : slug, (name) => Object.hasOwn(subgraphs, name));
}
