/** The source of a linked input, in words. */
import { readLink, type Workflow } from '../../../engine/protocol/index.ts';
import type { NodeTypes } from '../../document/graph/catalogue.ts';
import { nodeTitle } from '../../document/naming/titles.ts';
import { t } from '../../i18n/t.ts';

/** "from Denoise", "from 3 nodes". Empty if the value is not linked. */
export function sourceTitle(workflow: Workflow, types: NodeTypes, value: unknown): string {
  const links = (Array.isArray(value) ? value : [value]).flatMap((each) => readLink(each) ?? []);
  const [first] = links;
  if (!first) return '';
  return links.length > 1
    ? t('from {count} nodes', { count: links.length })
    : t('from {title}', { title: nodeTitle(workflow, types, first.node) });
}
