/** The form of a workflow without parameters: the inputs people most likely want to set. */
import { type InputDefinition, readLink, type Workflow } from '../../engine/protocol/index.ts';
import { t } from '../i18n/t.ts';
import type { FormField } from './form-field.ts';
import { type NodeTypes, shapeOf } from './graph/catalogue.ts';
import { inputTitle, nodeTitle } from './naming/titles.ts';

interface Candidate {
  readonly node: string;
  readonly input: string;
  readonly definition: InputDefinition;
  readonly value: unknown;
  readonly rank: number;
  /** Whether it belongs to a value node, which exists to be set and therefore names the field. */
  readonly isValueNode: boolean;
}

/** Ranks of numbers by the name of the input. Other numbers are not in the form. */
const NUMBER_RANKS: Readonly<Record<string, number>> = { width: 3, height: 3, side: 3, steps: 4, guidance: 5 };

export function guessedFields(workflow: Workflow, types: NodeTypes): FormField[] {
  const candidates = candidatesIn(workflow, types);
  return candidates
    .toSorted((a, b) => a.rank - b.rank)
    .map((candidate) => {
      const { node, input, definition, value } = candidate;
      return {
        name: `${node}.${input}`,
        parameter: false,
        title: titleOf(workflow, types, candidate, candidates),
        description: definition.tooltip,
        definition,
        value,
        targets: [{ node, input }],
      };
    });
}

/** Inputs of active nodes that have a rank and are not linked. */
function candidatesIn(workflow: Workflow, types: NodeTypes): Candidate[] {
  const active = Object.entries(workflow.nodes).filter(([, { mode }]) => mode === undefined);
  return active.flatMap(([node, { type, inputs }]) => {
    const { category, inputs: definitions } = shapeOf(workflow, types, type);
    return Object.entries(definitions).flatMap(([input, definition]): Candidate[] => {
      const rank = rankOf(input, definition, category);
      const value = inputs?.[input];
      if (rank === undefined || readLink(value)) return [];
      return [{ node, input, definition, value, rank, isValueNode: category === 'value' }];
    });
  });
}

/**
 * The place of an input in the form: prompts, pictures, the model, sizes, steps, guidance, shared values, seeds.
 * Undefined for an input that is not in the form.
 */
function rankOf(input: string, definition: InputDefinition, category: string): number | undefined {
  if (definition.kind === 'text' && definition.multiline) return 0;
  if (definition.kind === 'file') return 1;
  if (definition.kind === 'model') return 2;
  if (definition.kind === 'seed') return 6;
  if (category === 'value') return definition.kind === 'text' ? 0 : 5.5;
  return definition.kind === 'int' || definition.kind === 'float' ? NUMBER_RANKS[input] : undefined;
}

/** The title of the input. Where several have it, the title of the node is added or takes its place. */
function titleOf(
  workflow: Workflow,
  types: NodeTypes,
  { node, input, definition, isValueNode }: Candidate,
  all: readonly Candidate[],
): string {
  const title = inputTitle(input, definition);
  const isUnique = all.filter((other) => inputTitle(other.input, other.definition) === title).length < 2;
  const ofNode = nodeTitle(workflow, types, node);
  if (isValueNode) return ofNode;
  if (isUnique) return title;
  return definition.kind === 'text' ? ofNode : t('{what} of {subject}', { what: title, subject: ofNode });
}
