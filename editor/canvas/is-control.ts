/** Tells the canvas which presses and keys belong to a control instead. */

const CONTROLS = [
  'input',
  'textarea',
  'select',
  'button',
  'a',
  '[contenteditable="true"]',
  '[role="slider"]',
  '[role="spinbutton"]',
  '[role="listbox"]',
  '[role="combobox"]',
  '.node-field',
  '.node-picture',
  '[data-wire]',
].join(', ');

/**
 * Whether an event target is inside a field, a button, a link or another control that handles pointers and keys itself.
 */
export function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(CONTROLS) !== null;
}
