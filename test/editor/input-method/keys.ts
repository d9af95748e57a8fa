/** Presses keys as an input method does: the page is told of them, but the input method has used them. */

const KEYS = ['Enter', 'Escape', 'Tab', ' ', 'Delete', 'Backspace', 'F2', 'Home', 'End', 'PageDown'];
const ARROWS = ['ArrowDown', 'ArrowUp', 'ArrowLeft', 'ArrowRight'];
const LETTERS = ['a', 'x', 'c', '0', '1', '+', '[', '?'];

/** How browsers report such a key: most by `isComposing`, Safari at the end of a composition by `keyCode` only. */
const REPORTS: readonly KeyboardEventInit[] = [
  { isComposing: true },
  { keyCode: 229 },
  { key: 'Process', keyCode: 229 },
];

/** Every key that means something in the editor, with and without modifiers, pressed and let go. */
export async function composeAt(target: Element, after: () => Promise<void> = async () => {}): Promise<void> {
  for (const report of REPORTS)
    for (const key of [...KEYS, ...ARROWS, ...LETTERS])
      for (const held of [{}, { ctrlKey: true }, { altKey: true }]) {
        for (const type of ['keydown', 'keyup'])
          target.dispatchEvent(new KeyboardEvent(type, { key, bubbles: true, cancelable: true, ...held, ...report }));
        await after();
      }
}
