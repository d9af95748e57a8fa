/**
 * The inputs of a node from top to bottom: plain ones, then "More", then those for experts. Folded, "More" hides the
 * experts' inputs that have their default, no link and no issue. So no row moves when a value is set.
 */
import type { InputDefinition, WorkflowNode } from '../../../engine/protocol/index.ts';
import { sameJson } from '../json.ts';
import { linksOf } from './links.ts';
import type { NodeShape } from './node-types.ts';

export type InputRow =
  | { readonly kind: 'input'; readonly name: string; readonly input: InputDefinition; readonly isLinked: boolean }
  | { readonly kind: 'more' };

export interface InputRows {
  readonly shown: readonly InputRow[];
  /** Names of the inputs that "More" hides. */
  readonly folded: readonly string[];
}

/**
 * @param isUnfolded whether "More" is open.
 * @param flagged names of inputs with an issue.
 */
export function inputRows(
  { inputs }: NodeShape,
  node: WorkflowNode,
  isUnfolded = false,
  flagged: readonly string[] = [],
): InputRows {
  const plain: InputRow[] = [];
  const advanced: InputRow[] = [];
  const folded: string[] = [];
  let canFold = false;
  for (const [name, input] of Object.entries(inputs)) {
    const value = node.inputs?.[name];
    const row: InputRow = { kind: 'input', name, input, isLinked: linksOf('', name, value).length > 0 };
    if (!input.advanced) plain.push(row);
    else if (row.isLinked || flagged.includes(name) || !isDefault(input, value)) advanced.push(row);
    else {
      canFold = true;
      if (isUnfolded) advanced.push(row);
      else folded.push(name);
    }
  }
  const hasMore = canFold || (isUnfolded && advanced.length > 0);
  return { shown: [...plain, ...(hasMore ? [{ kind: 'more' } as const] : []), ...advanced], folded };
}

/** Whether an input has its default, written out or not. */
export function isDefault(input: InputDefinition, value: unknown): boolean {
  return value === undefined || sameJson(value, 'default' in input ? input.default : undefined);
}
