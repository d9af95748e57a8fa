/** The inputs of a node that show, as on the canvas. They are the same object until another input shows. */
import { useComputed } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { shapeOf } from '../../document/graph/catalogue.ts';
import { inputRows, type InputRows } from '../../document/graph/input-rows.ts';
import { sameJson } from '../../document/json.ts';
import type { NodeProps } from '../props.ts';

export interface ShownInputs extends InputRows {
  /** Whether "More" is open. */
  readonly isOpen: boolean;
}

export function useInputRows({ editor, session, node }: NodeProps): ShownInputs {
  const { workflow } = session.document;
  const last = useRef<ShownInputs>();
  // A change of a value alone gives the same rows, so that the fields are not rendered anew.
  return useComputed(() => {
    const now = workflow.value.nodes[node] ?? { type: '' };
    const isOpen = workflow.value.view?.nodes?.[node]?.more ?? false;
    const flagged = editor.issues.value.flatMap((issue) => (issue.node === node ? (issue.input ?? []) : []));
    const shape = shapeOf(workflow.value, editor.types.value, now.type);
    const rows = { ...inputRows(shape, now, isOpen, flagged), isOpen };
    last.current = last.current && sameJson(last.current, rows) ? last.current : rows;
    return last.current;
  }).value;
}
