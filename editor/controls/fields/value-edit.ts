/**
 * Changes of one value as people make them: a series while typing or dragging, which is one step of the history, ended by
 * `settle`, or taken back as a whole by `revert`.
 */
import { setInput } from '../../document/commands/index.ts';
import type { FieldPlace } from './control.ts';

export interface Edit {
  /** Changes the value, as part of the series. Undefined takes the default. */
  set(value: unknown): void;
  settle(): void;
  /** The value becomes what it was before the series. @returns false when there was no series. */
  revert(): boolean;
  /** The value as it is, or its default. */
  current(): unknown;
  /** Whether a series has begun. */
  isOpen(): boolean;
}

let series = 0;

/** @param fallback the default. */
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
      // Taken back rather than set back: redo gives again what Escape threw away.
      if (document.undoName.peek() === name) document.undo();
      if (!sameValue(before, current())) change(before, merge);
      settle();
      return true;
    },
    current: () => current() ?? fallback,
    isOpen: () => open !== undefined,
  };
}

export function sameValue(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
