/** Which key press means which action, on every keyboard layout. */
import type { Action } from '../../editor-context.ts';

/** The part of a KeyboardEvent that is used. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** Those that are meant even while one types. */
const IN_FIELDS: ReadonlySet<string> = new Set([
  'Mod+Enter',
  'Mod+Shift+Enter',
  'Mod+S',
  'Mod+Shift+S',
  'Mod+K',
  'Mod+Shift+P',
]);

const LATIN = /^[\u0020-\u024f]$/;
const LETTER = /^[A-Z]$/;
const DIGIT = /^\d$/;

/** @param keys such as `Mod+Shift+Z`, `Delete`, `?`. */
export function isPressed(press: KeyPress, keys: string, mac: boolean): boolean {
  const parts = keys === '+' ? ['+'] : keys.split(/\+(?=.)/);
  const key = parts.at(-1) ?? '';
  const wants = new Set(parts.slice(0, -1));
  const mod = mac ? press.metaKey : press.ctrlKey;
  const otherMod = mac ? press.ctrlKey : press.metaKey;
  if (mod !== wants.has('Mod') || otherMod !== wants.has('Ctrl') || press.altKey !== wants.has('Alt')) return false;
  // A sign such as `?` needs Shift on one layout and none on another.
  const isSign = key.length === 1 && !LETTER.test(key.toUpperCase()) && !DIGIT.test(key);
  if (!isSign && press.shiftKey !== wants.has('Shift')) return false;
  return isSameKey(press, key, wants.has('Alt'));
}

function isSameKey({ key, code }: KeyPress, wanted: string, alt: boolean): boolean {
  if (wanted === 'Space') return key === ' ';
  if (key.toLowerCase() === wanted.toLowerCase()) return true;
  const upper = wanted.toUpperCase();
  // Shift turns a digit into a sign; the place of the key still says which.
  if (DIGIT.test(upper)) return code === `Digit${upper}`;
  // On a Cyrillic or Greek layout, and where Alt writes signs, letters are told by their place.
  return LETTER.test(upper) && (alt || !LATIN.test(key)) && code === `Key${upper}`;
}

export interface Place {
  /** The focus is where one types. */
  readonly typing: boolean;
  /** The focus is on the canvas or nowhere: keys without Mod act on what is selected there. */
  readonly onCanvas: boolean;
}

/** Keys the browser's own clipboard events answer. */
const BY_CLIPBOARD: ReadonlySet<string> = new Set(['edit.cut', 'edit.copy', 'edit.paste']);
/** Keys without Mod that mean the same everywhere. */
const EVERYWHERE = /^(?:\?|F\d+|Alt\+(?:\w|Page(?:Up|Down)))$/;

/** The action of a key press; undefined when it has none here and now. */
export function actionFor(
  press: KeyPress,
  actions: readonly Action[],
  { typing, onCanvas }: Place,
  mac: boolean,
): Action | undefined {
  const isMeant = (keys: string): boolean => {
    if (typing) return IN_FIELDS.has(keys);
    return onCanvas || keys.startsWith('Mod+') || EVERYWHERE.test(keys);
  };
  return actions.find(
    ({ id, keys = [], enabled }) =>
      !BY_CLIPBOARD.has(id) &&
      keys.some((each) => isMeant(each) && isPressed(press, each, mac)) &&
      enabled?.() !== false,
  );
}

export function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.platform);
}

/** Whether keys belong to the element: it is one to type in. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return (
    target instanceof HTMLInputElement &&
    !/^(?:checkbox|radio|button|range|color|file|submit|reset|image)$/.test(target.type)
  );
}
