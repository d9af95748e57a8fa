/** Selects items from a panel, as on the canvas. */
import type { Session } from '../../editor-context.ts';

/** @param toggle adds the item to the selection, or removes it, and keeps the others. */
export function selectItem(session: Session, key: string, toggle = false): void {
  const before = session.selection.peek();
  const next = new Set(toggle ? before : []);
  if (toggle && before.has(key)) next.delete(key);
  else next.add(key);
  session.selection.value = next;
  session.focus.value = next.has(key) ? key : [...next].at(-1);
}
