/** The one way to listen to keys. Presses that belong to an input method never reach a handler of the editor. */

/** `keyCode` of a key that an input method handles (UI Events, section "Legacy key & mouse event attributes"). */
const INPUT_METHOD = 229;

/**
 * Whether an input method, for example for Japanese, Chinese or Korean, handles the key: Enter accepts its suggestion,
 * Escape drops it. Safari ends the composition before it reports the key, and then only `keyCode` tells.
 */
function isOfInputMethod(event: KeyboardEvent): boolean {
  // oxlint-disable-next-line typescript/no-deprecated -- nothing else tells in Safari
  return event.isComposing || event.keyCode === INPUT_METHOD;
}

/**
 * Makes a listener of `keydown` or `keyup` that ignores keys of an input method. Every listener of the editor is made
 * by it; test/house/keys.test.ts finds others.
 */
export function keyHandler<E extends KeyboardEvent>(handle: (event: E) => void): (event: E) => void {
  return (event) => {
    if (!isOfInputMethod(event)) handle(event);
    // The browser's own Escape would close a dialog. The input method got the key before the page.
    else if (event.key === 'Escape') event.preventDefault();
  };
}
