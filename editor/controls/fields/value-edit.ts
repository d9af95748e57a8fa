/**
 * Edits of one value. While the user types or drags, a series of changes forms one undo step, which `settle` ends and
 * `revert` undoes as a whole.
 */
import { setInput } from '../../document/commands/index.ts';
import type { FieldPlace } from './parts/field-context.ts';

export interface Edit {
  /** Changes the value as part of the series, which it may begin. Undefined restores the default. */
  set(value: unknown): void;
  /** Ends the series. */
  settle(): void;
  /** Restores the value from before the series and ends it. @returns false if there was no series. */
  revert(): boolean;
  /** The present value, or else the default. */
  current(): unknown;
  /** Whether a series is open. */
  isOpen(): boolean;
}

/** Numbers the series, to give each its own merge key. */
let series = 0;

/** @param fallback the default of the input. */
export function inputEdit({ editor, session, node, input }: FieldPlace, fallback: unknown): Edit {
  const { document } = session;
  const current = (): unknown => document.workflow.peek().nodes[node]?.inputs?.[input];
  const change = (value: unknown, merge: string): string => {
    const command = setInput(document.workflow.peek(), editor.types.peek(), node, input, value, merge);
    session.run(command);
    return command.name;
  };
  let open: { readonly merge: string; readonly before: unknown; name: string } | undefined;
  const settle = (): void => {
    if (open) document.settle();
    open = undefined;
  };
  return {
    set(value) {
      if (sameValue(value, current())) return;
      open ??= { merge: `${node}.${input} ${(series += 1)}`, before: current(), name: '' };
      open.name = change(value, open.merge);
    },
    settle,
    revert() {
      if (!open) return false;
      const { before, merge, name } = open;
      // Undone rather than overwritten, so that redo brings back what Escape dropped.
      if (document.undoName.peek() === name) document.undo();
      if (!sameValue(before, current())) change(before, merge);
      settle();
      return true;
    },
    current: () => current() ?? fallback,
    isOpen: () => open !== undefined,
  };
}

/** Compares values of a workflow, which are JSON. */
export function sameValue(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
