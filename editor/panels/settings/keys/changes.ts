/** Changes of the keys of actions. */
import type { Action, Settings } from '../../../editor-context.ts';

/** Actions that the clipboard of the browser carries out, by keys of the browser. */
const FIXED: ReadonlySet<string> = new Set(['edit.cut', 'edit.copy', 'edit.paste']);

export function canChange({ id }: Action): boolean {
  return !FIXED.has(id);
}

/** The other action that has a combination. */
export function ownerOf(actions: readonly Action[], keys: string, but: string): Action | undefined {
  return actions.find((action) => action.id !== but && action.keys?.includes(keys) === true);
}

/** Gives a combination to an action alone. Whoever had it loses it. */
export function given(own: Settings['keys'], actions: readonly Action[], id: string, keys: string): Settings['keys'] {
  const owner = ownerOf(actions, keys, id);
  const left = owner ? { [owner.id]: (owner.keys ?? []).filter((each) => each !== keys) } : {};
  return { ...own, ...left, [id]: [keys] };
}

/** Gives an action its usual keys again, as far as no other action has them now. */
export function reset(own: Settings['keys'], actions: readonly Action[], id: string): Settings['keys'] {
  const others = Object.fromEntries(Object.entries(own).filter(([each]) => each !== id));
  const usual = actions.find((action) => action.id === id)?.usualKeys ?? [];
  const free = usual.filter((keys) => !ownerOf(actions, keys, id));
  return free.length === usual.length ? others : { ...others, [id]: free };
}
