/** Key combinations of actions as people know them from their keyboards. */

const MAC: Readonly<Record<string, string>> = { Mod: '⌘', Ctrl: '⌃', Alt: '⌥', Shift: '⇧' };
const NAMES: Readonly<Record<string, string>> = {
  'Mod': 'Ctrl',
  'ArrowUp': '↑',
  'ArrowDown': '↓',
  'ArrowLeft': '←',
  'ArrowRight': '→',
  'Delete': 'Del',
  'Backspace': '⌫',
  'Escape': 'Esc',
  'PageUp': 'Page ↑',
  'PageDown': 'Page ↓',
  'ContextMenu': 'Menu',
  ' ': 'Space',
};

/** @param keys such as `Mod+Shift+Z`. @returns one text for each key. */
export function keyParts(keys: string, mac: boolean): string[] {
  const parts = keys === '+' ? ['+'] : keys.split(/\+(?=.)/);
  return parts.map(
    (part) => (mac ? MAC[part] : undefined) ?? NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part),
  );
}
