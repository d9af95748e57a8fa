/** Which fields of a form are for experts and can be folded. */
import type { Issue, Workflow } from '../../../engine/protocol/index.ts';
import { definitionOf, type FormField } from '../../document/form-field.ts';
import { isDefault } from '../../document/graph/input-rows.ts';
import type { NodeTypes } from '../../document/graph/node-types.ts';

/** Whether all that a field sets is for experts. */
export function isAdvanced(workflow: Workflow, types: NodeTypes, { targets }: FormField): boolean {
  return targets.every((target) => definitionOf(workflow, types, target)?.advanced === true);
}

/** Whether an advanced field may be hidden: it has its default and no issue. */
export function canFold({ value, definition, targets, issue }: FormField, issues: readonly Issue[]): boolean {
  return (
    issue === undefined &&
    isDefault(definition, value) &&
    !issues.some(({ node, input }) => targets.some((target) => target.node === node && target.input === input))
  );
}
