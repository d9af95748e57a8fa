/** Workflows of versions. They never change, so each is loaded once. */
import type { Workflow } from '../../../engine/protocol/index.ts';
import type { Api } from '../../client/api.ts';
import { diffWorkflows, differenceText } from '../../document/diff.ts';
import type { NodeTypes } from '../../document/graph/catalogue.ts';
import { t } from '../../i18n/t.ts';

/** The most workflows to keep. The oldest are dropped. */
const MOST_KEPT = 100;
/** Differences that a summary names. */
const NAMED = 2;
const kept = new WeakMap<Api, Map<number, Promise<Workflow>>>();

/** @throws ApiError if the version does not exist. The next call asks the server again. */
export function workflowOf(api: Api, document: string, version: number): Promise<Workflow> {
  const own = kept.get(api) ?? new Map<number, Promise<Workflow>>();
  kept.set(api, own);
  const known = own.get(version);
  if (known) return known;
  const loading = api.version(document, version).then(({ workflow }) => workflow);
  own.set(version, loading);
  loading.catch(() => own.delete(version));
  const [first] = own.keys();
  if (own.size > MOST_KEPT && first !== undefined) own.delete(first);
  return loading;
}

/** What changed between two states, in a few words. @param before undefined for the first version. */
export function summaryOf(before: Workflow | undefined, after: Workflow, types: NodeTypes): string {
  if (!before) return t('{count, plural, one {# node} other {# nodes}}', { count: Object.keys(after.nodes).length });
  const differences = diffWorkflows(before, after, { types });
  const named = differences.slice(0, NAMED).map(differenceText).join(' · ');
  const more = differences.length - NAMED;
  if (differences.length === 0) return t('Places and looks only');
  return more > 0 ? t('{named} · {more} more', { named, more }) : named;
}
