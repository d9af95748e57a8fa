/** Finds the action for a key press, on any keyboard layout. */
import type { Action } from '../../editor-context.ts';
import { isTextKey, keysOf } from '../../keyboard.ts';

/** The part of a KeyboardEvent that is needed. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const LATIN = /^[\u0020-\u024f]$/;
const LETTER = /^[A-Z]$/;
const DIGIT = /^\d$/;

/** @param keys for example `Mod+Shift+Z`, `Delete` or `?`. @param mac whether Mod is Command. */
export function isPressed(press: KeyPress, keys: string, mac: boolean): boolean {
  const parts = keysOf(keys);
  const key = parts.at(-1) ?? '';
  const wants = new Set(parts.slice(0, -1));
  const mod = mac ? press.metaKey : press.ctrlKey;
  const otherMod = mac ? press.ctrlKey : press.metaKey;
  const hasModifiers = mod === wants.has('Mod') && otherMod === wants.has('Ctrl') && press.altKey === wants.has('Alt');
  if (!hasModifiers) return false;
  // A sign such as `?` needs Shift on some layouts only.
  const isSign = key.length === 1 && !LETTER.test(key.toUpperCase()) && !DIGIT.test(key);
  if (!isSign && press.shiftKey !== wants.has('Shift')) return false;
  return isSameKey(press, key, wants.has('Alt'));
}

function isSameKey({ key, code }: KeyPress, wanted: string, alt: boolean): boolean {
  if (wanted === 'Space') return key === ' ';
  if (key.toLowerCase() === wanted.toLowerCase()) return true;
  const upper = wanted.toUpperCase();
  // Some layouts need Shift for a digit. The position of the key still identifies it.
  if (DIGIT.test(upper)) return code === `Digit${upper}`;
  // On a Cyrillic or Greek layout, and where Alt produces signs, the position of the key identifies a letter.
  return LETTER.test(upper) && (alt || !LATIN.test(key)) && code === `Key${upper}`;
}

export interface Place {
  /** The focus is in a text field. */
  readonly typing: boolean;
  /** The text field has edits of its own, which undo and redo are for. */
  readonly hasEdits: boolean;
  /** Where the focus is. Keys without Mod act on the canvas's selection. */
  readonly focus: 'canvas' | 'nowhere' | 'elsewhere';
}

/** Actions that the browser's clipboard events carry out, see clipboard.ts. */
const BY_CLIPBOARD: ReadonlySet<string> = new Set(['edit.cut', 'edit.copy', 'edit.paste']);
/** Combinations without Mod that work wherever the focus is, except in a text field. */
const EVERYWHERE = /^(?:\?|F\d+|Alt\+(?:\w|Page(?:Up|Down)))$/;

/** @returns the enabled action for a key press, undefined when there is none. */
export function actionFor(press: KeyPress, actions: readonly Action[], place: Place, mac: boolean): Action | undefined {
  const isMeant = (keys: string, onCanvas = false): boolean => {
    if (place.typing) return worksInText(keys, place, mac);
    if (keys.startsWith('Mod+') || EVERYWHERE.test(keys)) return true;
    return place.focus === 'canvas' || (place.focus === 'nowhere' && !onCanvas);
  };
  return actions.find(
    ({ id, keys = [], enabled, onCanvas }) =>
      !BY_CLIPBOARD.has(id) &&
      keys.some((each) => isMeant(each, onCanvas) && isPressed(press, each, mac)) &&
      enabled?.() !== false,
  );
}

/** Whether a combination is a command even in a text: it asks for help, or has a modifier and edits no text. */
function worksInText(keys: string, { hasEdits }: Place, mac: boolean): boolean {
  const last = keysOf(keys).at(-1) ?? '';
  if (/^[ZY]$/.test(last)) return keys.startsWith('Mod+') && !hasEdits;
  if (isTextKey(last)) return false;
  // On a Mac, Alt writes signs.
  return keys === 'F1' || keys.startsWith('Mod+') || (!mac && keys.startsWith('Alt+'));
}

/** Whether the element takes key presses as text. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return (
    target instanceof HTMLInputElement &&
    !/^(?:checkbox|radio|button|range|color|file|submit|reset|image)$/.test(target.type)
  );
}
