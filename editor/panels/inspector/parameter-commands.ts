/** Commands on the form and the description of a workflow. */
import type { Workflow } from '../../../engine/protocol/index.ts';
import type { Command } from '../../document/command.ts';
import { moved } from '../queue/order.ts';
import { t } from '../../i18n/t.ts';

/** @param title an empty title changes nothing. */
export function renameParameter(workflow: Workflow, name: string, title: string): Command {
  const text = title.trim();
  const parameter = workflow.parameters?.[name];
  const same = text === '' || parameter === undefined || text === parameter.title;
  return {
    name: t('Rename a form field to {text}', { text }),
    patch: same ? [] : [{ path: ['parameters', name, 'title'], value: text }],
  };
}

/** @param by places to move, negative towards the top. The ends are not crossed. */
export function moveParameter(workflow: Workflow, name: string, by: number): Command {
  const entries = Object.entries(workflow.parameters ?? {});
  const from = entries.findIndex(([each]) => each === name);
  const next = moved(entries, from, from + by);
  const same = from < 0 || next.every(([each], index) => each === entries[index]?.[0]);
  return {
    name: t('Reorder the form'),
    patch: same ? [] : [{ path: ['parameters'], value: Object.fromEntries(next) }],
  };
}

/** @param description an empty one removes the description. */
export function describeWorkflow(workflow: Workflow, description: string): Command {
  const text = description.trim();
  const same = text === (workflow.description ?? '');
  return {
    name: t('Describe the workflow'),
    patch: same ? [] : [text === '' ? { path: ['description'] } : { path: ['description'], value: text }],
  };
}
