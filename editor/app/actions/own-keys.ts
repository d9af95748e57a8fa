/** The keys that the user gave to actions, in the place of the usual ones. */
import type { Action, Settings } from '../../editor-context.ts';

/** @param own by the id of an action; an empty list takes its keys away. */
export function withOwnKeys(actions: readonly Action[], own: Settings['keys']): readonly Action[] {
  return actions.map((action) => {
    const keys = Object.hasOwn(own, action.id) ? own[action.id] : undefined;
    return keys === undefined ? action : { ...action, keys, usualKeys: action.keys ?? [] };
  });
}
