/** Commands on the parameters of a workflow: their titles and their order. */
import type { Workflow } from '../../../engine/protocol/index.ts';
import type { Command } from '../../document/document.ts';
import { moved } from '../queue/order.ts';

/** @param title an empty one changes nothing. */
export function renameParameter(workflow: Workflow, name: string, title: string): Command {
  const text = title.trim();
  const same = text === '' || text === workflow.parameters?.[name]?.title || workflow.parameters?.[name] === undefined;
  return {
    name: `Call a field of the form ${text}`,
    patch: same ? [] : [{ path: ['parameters', name, 'title'], value: text }],
  };
}

/** @param by places, negative towards the top; beyond the ends it stays at the end. */
export function moveParameter(workflow: Workflow, name: string, by: number): Command {
  const entries = Object.entries(workflow.parameters ?? {});
  const from = entries.findIndex(([each]) => each === name);
  const next = moved(entries, from, from + by);
  const same = from < 0 || next.every(([each], index) => each === entries[index]?.[0]);
  return { name: 'Reorder the form', patch: same ? [] : [{ path: ['parameters'], value: Object.fromEntries(next) }] };
}

export function describeWorkflow(workflow: Workflow, description: string): Command {
  const text = description.trim();
  const same = text === (workflow.description ?? '');
  return {
    name: 'Describe the workflow',
    patch: same ? [] : [text === '' ? { path: ['description'] } : { path: ['description'], value: text }],
  };
}
