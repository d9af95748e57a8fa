/** One field of the form of a workflow. */
import type { InputDefinition, Workflow } from '../../engine/protocol/index.ts';
import { type NodeTypes, shapeOf } from './graph/catalogue.ts';

export interface FieldTarget {
  readonly node: string;
  readonly input: string;
}

export interface FormField {
  /** Name of the parameter, or `NODE.INPUT` for an input that no parameter names. */
  readonly name: string;
  readonly parameter: boolean;
  readonly title: string;
  readonly description: string | undefined;
  readonly definition: InputDefinition;
  /** The value of the first target; undefined when its default applies. */
  readonly value: unknown;
  readonly targets: readonly FieldTarget[];
  /** Why the field cannot be set as it is, in a sentence. */
  readonly issue?: string | undefined;
}

/** The definition of an input; undefined when the node or the input does not exist. */
export function definitionOf(
  workflow: Workflow,
  types: NodeTypes,
  { node, input }: FieldTarget,
): InputDefinition | undefined {
  const type = workflow.nodes[node]?.type;
  return type === undefined ? undefined : shapeOf(workflow, types, type).inputs[input];
}
