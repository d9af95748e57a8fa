/** A workflow as a plain form: its named parameters, or, when it has none, what people most likely want to set. */
import { type InputDefinition, readLink, type Workflow } from '../../engine/protocol/index.ts';
import { type NodeTypes, shapeOf } from './graph/catalogue.ts';
import { set } from './commands/changes.ts';
import type { Command } from './command.ts';
import { linksOf } from './graph/links.ts';
import { inputTitle, inSentence, nodeTitle } from './naming/titles.ts';

export interface FieldTarget {
  readonly node: string;
  readonly input: string;
}

export interface FormField {
  /** Of the parameter; `NODE.INPUT` for an input that no parameter names. */
  readonly name: string;
  readonly parameter: boolean;
  readonly title: string;
  readonly description: string | undefined;
  readonly definition: InputDefinition;
  /** What the first target has; undefined when its default counts. */
  readonly value: unknown;
  readonly targets: readonly FieldTarget[];
  /** Why it cannot be set as it stands, in a sentence. */
  readonly issue?: string | undefined;
}

/** Parameters in their order; those whose inputs are all gone are left out, and told by {@link missingTargets}. */
export function formFields(workflow: Workflow, types: NodeTypes): FormField[] {
  const parameters = Object.entries(workflow.parameters ?? {});
  return parameters.length > 0
    ? parameters.flatMap(([name, parameter]) => parameterField(workflow, types, name, parameter) ?? [])
    : guessedFields(workflow, types);
}

function parameterField(
  workflow: Workflow,
  types: NodeTypes,
  name: string,
  { sets, title, description }: NonNullable<Workflow['parameters']>[string],
): FormField | undefined {
  const targets = sets.map(readTarget).filter((target) => definitionOf(workflow, types, target) !== undefined);
  const [first] = targets;
  const definition = first && definitionOf(workflow, types, first);
  if (!first || !definition) return undefined;
  const value = workflow.nodes[first.node]?.inputs?.[first.input];
  const gone = sets.length - targets.length;
  const source = linksOf(first.node, first.input, value)[0]?.from.node;
  const issue =
    source !== undefined
      ? `It comes from ${nodeTitle(workflow, types, source)}.`
      : gone > 0
        ? `${gone === 1 ? 'One of its inputs is' : `${gone} of its inputs are`} no longer there.`
        : undefined;
  return {
    name,
    parameter: true,
    title: title ?? inputTitle(first.input, definition),
    description: description ?? definition.tooltip,
    definition,
    value,
    targets,
    issue,
  };
}

/** Inputs that parameters name and that are not there, as `PARAMETER: NODE.INPUT`. */
export function missingTargets(workflow: Workflow, types: NodeTypes): string[] {
  return Object.entries(workflow.parameters ?? {}).flatMap(([name, { sets }]) =>
    sets.filter((target) => !definitionOf(workflow, types, readTarget(target))).map((target) => `${name}: ${target}`),
  );
}

/** Places in the form: prompts, pictures, the model, sizes, steps, guidance, values several nodes share, seeds. Undefined: not in it. */
function rankOf(input: string, definition: InputDefinition, category: string): number | undefined {
  if (definition.kind === 'text' && definition.multiline) return 0;
  if (definition.kind === 'file') return 1;
  if (definition.kind === 'model') return 2;
  if (definition.kind === 'seed') return 6;
  if (category === 'value') return definition.kind === 'text' ? 0 : 5.5;
  if (definition.kind !== 'int' && definition.kind !== 'float') return undefined;
  const ranks: Readonly<Record<string, number>> = { width: 3, height: 3, side: 3, steps: 4, guidance: 5 };
  return ranks[input];
}

function guessedFields(workflow: Workflow, types: NodeTypes): FormField[] {
  const found = Object.entries(workflow.nodes).flatMap(([node, { type, inputs, mode }]) => {
    if (mode !== undefined) return [];
    const shape = shapeOf(workflow, types, type);
    return Object.entries(shape.inputs).flatMap(([input, definition]) => {
      const rank = rankOf(input, definition, shape.category);
      const value = inputs?.[input];
      return rank === undefined || readLink(value)
        ? []
        : [{ node, input, definition, value, rank, byNode: shape.category === 'value' }];
    });
  });
  const named = (title: string): number =>
    found.filter(({ input, definition }) => inputTitle(input, definition) === title).length;
  return found
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ node, input, definition, value, byNode }) => {
      const title = inputTitle(input, definition);
      const full = byNode
        ? nodeTitle(workflow, types, node)
        : named(title) < 2
          ? title
          : definition.kind === 'text'
            ? nodeTitle(workflow, types, node)
            : `${title} of ${nodeTitle(workflow, types, node)}`;
      return {
        name: `${node}.${input}`,
        parameter: false,
        title: full,
        description: definition.tooltip,
        definition,
        value,
        targets: [{ node, input }],
      };
    });
}

/**
 * Sets all inputs of a field.
 * @param value undefined leaves them out: their defaults count.
 * @param merge see Command.
 */
export function setField(
  workflow: Workflow,
  field: Pick<FormField, 'title' | 'targets'>,
  value: unknown,
  merge?: string,
): Command {
  const patch = field.targets.flatMap(({ node, input }) =>
    Object.hasOwn(workflow.nodes, node) ? set(workflow, ['nodes', node, 'inputs', input], value) : [],
  );
  return { name: `${value === undefined ? 'Reset' : 'Set'} ${inSentence(field.title)}`, patch, merge };
}

/** Nodes whose pictures are the result: the ends of the graph, saved ones first; none that is muted. */
export function resultNodes(workflow: Workflow, types: NodeTypes): string[] {
  const ends = Object.entries(workflow.nodes).filter(
    ([, { type, mode }]) => mode === undefined && shapeOf(workflow, types, type).terminal,
  );
  return ends.toSorted(([, a], [, b]) => Number(isPreview(a.type)) - Number(isPreview(b.type))).map(([id]) => id);
}

function isPreview(type: string): boolean {
  return type.startsWith('preview-');
}

function readTarget(target: string): FieldTarget {
  const dot = target.indexOf('.');
  return { node: target.slice(0, dot), input: target.slice(dot + 1) };
}

function definitionOf(workflow: Workflow, types: NodeTypes, { node, input }: FieldTarget): InputDefinition | undefined {
  const type = workflow.nodes[node]?.type;
  return type === undefined ? undefined : shapeOf(workflow, types, type).inputs[input];
}
