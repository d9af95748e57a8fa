/** Key combinations as actions name them, such as `Mod+Shift+Z`. */

/** The keys of a combination, the modifiers first. `Mod++` is Mod and the plus key. */
export function keysOf(combination: string): readonly string[] {
  return combination === '+' ? ['+'] : combination.split(/\+(?=.)/);
}

/** Keys that edit text, or move in it, together with Ctrl or Command; and those that are held with other keys. */
const TEXT_KEYS: ReadonlySet<string> = new Set(
  [
    'a c x v z y',
    'arrowleft arrowright arrowup arrowdown home end backspace delete insert',
    'control meta shift alt altgraph',
  ].flatMap((keys) => keys.split(' ')),
);

/** @param key as in `KeyboardEvent.key`, or the last key of a combination. */
export function isTextKey(key: string): boolean {
  return TEXT_KEYS.has(key.toLowerCase());
}

/** Whether a key press is a command of the editor even in a text, such as run or save. */
export function isCommandKey({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return (ctrlKey || metaKey) && !isTextKey(key);
}

/** Whether Mod is Command rather than Ctrl. */
export function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.platform);
}
