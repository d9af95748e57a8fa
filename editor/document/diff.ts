/** The differences between two workflows, for people: before one replaces the other, and between two runs. */
import type { Workflow } from '../../engine/protocol/index.ts';
import { t } from '../i18n/t.ts';
import { changed, type Difference } from './difference.ts';
import type { NodeTypes } from './graph/catalogue.ts';
import { sameJson } from './json.ts';
import { nodeTitle } from './naming/titles.ts';
import { nodeDifferences } from './node-differences.ts';

export { differenceText, type Difference } from './difference.ts';

export interface DiffOptions {
  /** For the titles of nodes and inputs. Default: their ids. */
  readonly types?: NodeTypes | undefined;
  /** Reports also what moved or looks different. Default false. */
  readonly view?: boolean | undefined;
}

/** From `before` to `after`: name and parameters first, then nodes in the order of the documents, removed ones last. */
export function diffWorkflows(
  before: Workflow,
  after: Workflow,
  { types = new Map(), view = false }: DiffOptions = {},
): Difference[] {
  const ids = namesIn(after.nodes, before.nodes);
  return [
    ...changed({ subject: t('Workflow'), what: t('name') }, before.name, after.name),
    ...changed({ subject: 'Workflow', what: t('description') }, before.description, after.description),
    ...parameterDifferences(before, after),
    ...ids.flatMap((id) => nodeDifferences(before, after, id, types)),
    ...subgraphDifferences(before, after),
    ...(view ? viewDifferences(before, after, types) : []),
  ];
}

/** All names of two objects, the names of the first one in front. */
function namesIn(first: object, second: object): string[] {
  return [...new Set([...Object.keys(first), ...Object.keys(second)])];
}

function parameterDifferences(
  { parameters: before = {} }: Workflow,
  { parameters: after = {} }: Workflow,
): Difference[] {
  return namesIn(after, before).flatMap((name): Difference[] => {
    const [old, now] = [before[name], after[name]];
    const subject = t('Parameter {title}', { title: now?.title ?? old?.title ?? name });
    if (!old) return [{ kind: 'added', subject, after: now?.sets.join(', ') }];
    if (!now) return [{ kind: 'removed', subject, before: old.sets.join(', ') }];
    return [
      ...changed({ subject, what: t('title') }, old.title, now.title),
      ...changed({ subject, what: t('description') }, old.description, now.description),
      ...changed({ subject, what: t('inputs') }, old.sets.join(', '), now.sets.join(', ')),
    ];
  });
}

function subgraphDifferences({ subgraphs: before = {} }: Workflow, { subgraphs: after = {} }: Workflow): Difference[] {
  return namesIn(after, before).flatMap((name): Difference[] => {
    const [old, now] = [before[name], after[name]];
    const subject = t('Subgraph {name}', { name });
    if (!old) return [{ kind: 'added', subject }];
    if (!now) return [{ kind: 'removed', subject }];
    if (sameJson(old, now)) return [];
    return [{ kind: 'changed', subject, before: nodesIn(old.nodes), after: nodesIn(now.nodes) }];
  });
}

function viewDifferences(before: Workflow, after: Workflow, types: NodeTypes): Difference[] {
  const moved = Object.keys(after.nodes).filter(
    (id) => Object.hasOwn(before.nodes, id) && !sameJson(before.view?.nodes?.[id], after.view?.nodes?.[id]),
  );
  return [
    ...moved.map((id): Difference => ({
      kind: 'changed',
      subject: nodeTitle(after, types, id),
      node: id,
      what: t('place or look'),
    })),
    ...itemDifferences(t('Notes'), before.view?.notes, after.view?.notes),
    ...itemDifferences(t('Groups'), before.view?.groups, after.view?.groups),
  ];
}

function itemDifferences(subject: string, before: object = {}, after: object = {}): Difference[] {
  if (sameJson(before, after)) return [];
  return [{ kind: 'changed', subject, before: String(countOf(before)), after: String(countOf(after)) }];
}

function nodesIn(nodes: object): string {
  return t('{count, plural, one {# node} other {# nodes}}', { count: countOf(nodes) });
}

function countOf(items: object): number {
  return Object.keys(items).length;
}
