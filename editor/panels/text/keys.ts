/** Key combinations as they are printed on a keyboard. */
import { keysOf } from '../../keyboard.ts';

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

/** @param combination for example `Mod+Shift+Z`. @param mac uses the signs of a Mac. @returns one text for each key. */
export function keyParts(combination: string, mac: boolean): string[] {
  return keysOf(combination).map((key) => {
    const named = (mac ? MAC[key] : undefined) ?? NAMES[key];
    return named ?? (key.length === 1 ? key.toUpperCase() : key);
  });
}
