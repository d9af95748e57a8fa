/** Key combinations as actions name them, such as `Mod+Shift+Z`. */

/** The keys of a combination, the modifiers first. `Mod++` is Mod and the plus key. */
export function keysOf(combination: string): readonly string[] {
  return combination === '+' ? ['+'] : combination.split(/\+(?=.)/);
}

/** Whether Mod is Command rather than Ctrl. */
export function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.platform);
}
