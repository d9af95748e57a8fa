/** What has changed since a picture was made, in words. */
import { shapeOf, type NodeTypes } from '../../document/graph/catalogue.ts';
import { inputTitle, nodeTitle } from '../../document/naming/titles.ts';
import type { Earlier } from '../../document/upstream-changes.ts';
import type { Workflow } from '../../../engine/protocol/index.ts';
import { t } from '../../i18n/t.ts';

/** Most changes that are named. */
const NAMED = 3;

/** Such as `Of an earlier state, from run 4. Since then: Prompt, Steps.` @param workflow the present one. */
export function earlierText({ run, changes }: Earlier, workflow: Workflow, types: NodeTypes): string {
  const from = t('Of an earlier state, from run {number}.', { number: String(run) });
  if (changes.length === 0) return `${from} ${t('A model or file has changed since.')}`;
  const names = changes.slice(0, NAMED).map(({ node, input }) => {
    const title = nodeTitle(workflow, types, node);
    if (input === undefined) return title;
    return inputTitle(input, shapeOf(workflow, types, workflow.nodes[node]?.type ?? '').inputs[input]);
  });
  const list = [...new Set(names)].join(', ');
  const more = changes.length - NAMED;
  const changed =
    more > 0
      ? t('Changed since: {list} and {count} more.', { list, count: more })
      : t('Changed since: {list}.', { list });
  return `${from} ${changed}`;
}
