/** Reads a key press as a combination such as `Mod+Shift+Z`. */

/** The part of a KeyboardEvent that is needed. */
type Press = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const MODIFIER = /^(?:Control|Meta|Shift|Alt|AltGraph|CapsLock|Dead|Unidentified|Process)$/;
const LETTER_CODE = /^Key([A-Z])$/;
const DIGIT_CODE = /^Digit(\d)$/;
const LATIN_LETTER = /^[A-Za-z]$/;

/** @param mac whether Mod is Command. @returns undefined for modifiers alone, and keys that have no name. */
export function combinationOf(press: Press, mac: boolean): string | undefined {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = press;
  if (MODIFIER.test(key)) return undefined;
  const [mod, other] = mac ? [metaKey, ctrlKey] : [ctrlKey, metaKey];
  // The other one is Ctrl on a Mac, and the key of the system elsewhere, which no program should take.
  if (other && !mac) return undefined;
  const name = nameOf(press);
  // Whether a sign needs Shift depends on the keyboard.
  const isSign = name.length === 1 && !/[A-Z\d]/.test(name);
  return [
    ...(mod ? ['Mod'] : []),
    ...(other ? ['Ctrl'] : []),
    ...(altKey ? ['Alt'] : []),
    ...(shiftKey && !isSign ? ['Shift'] : []),
    name,
  ].join('+');
}

/** Letters and digits are named by their position where the keyboard writes something else. */
function nameOf({ key, code, altKey, shiftKey }: Press): string {
  if (key === ' ') return 'Space';
  const letter = LETTER_CODE.exec(code)?.[1];
  if (LATIN_LETTER.test(key)) return key.toUpperCase();
  if (letter !== undefined && (altKey || key.length === 1)) return letter;
  const digit = DIGIT_CODE.exec(code)?.[1];
  if (digit !== undefined && (altKey || shiftKey || /\d/.test(key)) && !'?!'.includes(key)) return digit;
  return key;
}
