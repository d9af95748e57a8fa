/** Which pictures of the gallery are selected, and how clicks and keys change that. No DOM. */

export interface Selection {
  readonly ids: ReadonlySet<number>;
  /** Index of the picture that keys act on. */
  readonly at: number;
  /** Index at which a range begins. */
  readonly anchor: number;
}

export const NOTHING: Selection = { ids: new Set(), at: 0, anchor: 0 };

/** `one` selects a picture alone, `toggle` adds or removes it, `range` selects all from the anchor to it. */
export type Way = 'one' | 'toggle' | 'range' | 'move';

/** What a click or a key press tells of the way. */
export type Press = Pick<MouseEvent, 'ctrlKey' | 'metaKey' | 'shiftKey'> & { readonly pointerType?: string };

/** The way that a click or key press asks for. Fingers have no keys to hold, so each tap adds or removes a picture. */
export function wayOf({ ctrlKey, metaKey, shiftKey, pointerType }: Press): 'one' | 'toggle' | 'range' {
  if (shiftKey) return 'range';
  return ctrlKey || metaKey || pointerType === 'touch' ? 'toggle' : 'one';
}

/** @param all ids of all pictures in order. @param to index of a picture. */
export function select(selection: Selection, all: readonly number[], to: number, way: Way): Selection {
  const id = all[to];
  if (id === undefined) return selection;
  if (way === 'one') return { ids: new Set([id]), at: to, anchor: to };
  if (way === 'move') return { ...selection, at: to, anchor: to };
  if (way === 'toggle') {
    const ids = new Set(selection.ids);
    if (!ids.delete(id)) ids.add(id);
    return { ids, at: to, anchor: to };
  }
  const [from, until] = [Math.min(selection.anchor, to), Math.max(selection.anchor, to)];
  return { ids: new Set(all.slice(from, until + 1)), at: to, anchor: selection.anchor };
}

/** The selection without pictures that are gone. */
export function among(selection: Selection, all: readonly number[]): Selection {
  const present = new Set(all);
  const ids = new Set([...selection.ids].filter((id) => present.has(id)));
  const last = Math.max(0, all.length - 1);
  if (ids.size === selection.ids.size && selection.at <= last) return selection;
  return { ids, at: Math.min(selection.at, last), anchor: Math.min(selection.anchor, last) };
}
