/** A workflow as a plain form: its named parameters or, when it has none, the inputs people most likely want to set. */
import type { Workflow } from '../../engine/protocol/index.ts';
import { t } from '../i18n/t.ts';
import type { Command } from './command.ts';
import { set } from './commands/changes.ts';
import type { NodeTypes } from './graph/catalogue.ts';
import { linksOf } from './graph/links.ts';
import { definitionOf, type FieldTarget, type FormField } from './form-field.ts';
import { guessedFields } from './guessed-fields.ts';
import { inputTitle, inSentence, nodeTitle } from './naming/titles.ts';

export type { FieldTarget, FormField } from './form-field.ts';

type Parameter = NonNullable<Workflow['parameters']>[string];

/** Parameters in their order. A parameter whose inputs are all gone is left out; {@link missingTargets} reports it. */
export function formFields(workflow: Workflow, types: NodeTypes): FormField[] {
  const parameters = Object.entries(workflow.parameters ?? {});
  if (parameters.length === 0) return guessedFields(workflow, types);
  return parameters.flatMap(([name, parameter]) => parameterField(workflow, types, name, parameter) ?? []);
}

function parameterField(
  workflow: Workflow,
  types: NodeTypes,
  name: string,
  { sets, title, description }: Parameter,
): FormField | undefined {
  const targets = sets.map(readTarget).filter((target) => definitionOf(workflow, types, target) !== undefined);
  const [first] = targets;
  const definition = first && definitionOf(workflow, types, first);
  if (!first || !definition) return undefined;
  const value = workflow.nodes[first.node]?.inputs?.[first.input];
  return {
    name,
    parameter: true,
    title: t(title ?? inputTitle(first.input, definition)),
    description: translated(description ?? definition.tooltip),
    definition,
    value,
    targets,
    issue: linkIssue(workflow, types, first, value) ?? goneIssue(sets.length - targets.length),
  };
}

function translated(text: string | undefined): string | undefined {
  return text === undefined ? undefined : t(text);
}

function linkIssue(
  workflow: Workflow,
  types: NodeTypes,
  { node, input }: FieldTarget,
  value: unknown,
): string | undefined {
  const source = linksOf(node, input, value)[0]?.from.node;
  return source === undefined ? undefined : t('It comes from {node}.', { node: nodeTitle(workflow, types, source) });
}

function goneIssue(count: number): string | undefined {
  if (count === 0) return undefined;
  return t(
    '{count, plural, one {One of its inputs is no longer there.} other {# of its inputs are no longer there.}}',
    { count },
  );
}

/** Inputs that parameters name and that do not exist, as `PARAMETER: NODE.INPUT`. */
export function missingTargets(workflow: Workflow, types: NodeTypes): string[] {
  return Object.entries(workflow.parameters ?? {}).flatMap(([name, { sets }]) =>
    sets.filter((target) => !definitionOf(workflow, types, readTarget(target))).map((target) => `${name}: ${target}`),
  );
}

/**
 * Sets all inputs of a field.
 * @param value undefined removes the values, so that the defaults apply.
 * @param merge see Command.
 */
export function setField(
  workflow: Workflow,
  field: Pick<FormField, 'title' | 'targets'>,
  value: unknown,
  merge?: string,
): Command {
  const targets = field.targets.filter(({ node }) => Object.hasOwn(workflow.nodes, node));
  const title = inSentence(field.title);
  return {
    name: value === undefined ? t('Reset {field}', { field: title }) : t('Set {field}', { field: title }),
    patch: targets.flatMap(({ node, input }) => set(workflow, ['nodes', node, 'inputs', input], value)),
    merge,
  };
}

/** @param target `NODE.INPUT`. */
function readTarget(target: string): FieldTarget {
  const dot = target.indexOf('.');
  return { node: target.slice(0, dot), input: target.slice(dot + 1) };
}
