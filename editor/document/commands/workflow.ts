/** Commands on the whole workflow: its name, its parameters, and its replacement by another one. */
import type { Change, Workflow } from '../../../engine/protocol/index.ts';
import { t } from '../../i18n/t.ts';
import { type NodeTypes, shapeOf } from '../graph/catalogue.ts';
import { set } from './changes.ts';
import type { Command } from '../command.ts';
import { freshId } from '../naming/ids.ts';
import { patchBetween } from '../patch-between.ts';
import { excerpt, inputTitle, inSentence, nodeTitle } from '../naming/titles.ts';

/** An empty name changes nothing. */
export function renameWorkflow(workflow: Workflow, name: string): Command {
  const text = name.trim();
  return {
    name: t('Rename to {name}', { name: excerpt(text) }),
    patch: text === '' ? [] : set(workflow, ['name'], text),
  };
}

/**
 * Makes an input a parameter, which the form and `--set` offer, with an id made from the title. Changes nothing when a
 * parameter sets the input already.
 */
export function exposeInput(
  workflow: Workflow,
  types: NodeTypes,
  node: string,
  input: string,
  title?: string,
): Command {
  const target = `${node}.${input}`;
  const definition = shapeOf(workflow, types, workflow.nodes[node]?.type ?? '').inputs[input];
  const own = inputTitle(input, definition);
  const field = inSentence(title ?? own);
  const name = t('Show {field} of {node} in the form', { field, node: nodeTitle(workflow, types, node) });
  const parameters = workflow.parameters ?? {};
  if (Object.values(parameters).some(({ sets }) => sets.includes(target))) return { name, patch: [] };
  // The id of a parameter must not begin with a digit.
  const id = freshId(title ?? input, (each) => Object.hasOwn(parameters, each)).replace(/^(\d)/, '_$1');
  return { name, patch: [{ path: ['parameters', id], value: { sets: [target], title: title ?? own }, create: true }] };
}

export function hideParameter(workflow: Workflow, name: string): Command {
  const parameter = workflow.parameters?.[name];
  const patch: Change[] = parameter ? [{ path: ['parameters', name] }] : [];
  return { name: t('Take {field} out of the form', { field: inSentence(parameter?.title ?? name) }), patch };
}

/** Replaces the whole workflow. @param name name of the command, such as "Restore run 12". */
export function replaceWorkflow(workflow: Workflow, next: Workflow, name: string): Command {
  return { name, patch: patchBetween(workflow, next), select: [], isExact: true };
}
