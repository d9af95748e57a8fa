/** Edits the text of an element in place. */
import { keyHandler } from '../../../key-events.ts';
import { isCommandKey } from '../../../keyboard.ts';

export interface TextEdit {
  /** The text before. The element shows it again afterwards, until the document changes it. */
  readonly before: string;
  /** Reads what was written. */
  readonly read: () => string;
  /** Whether a key ends the edit, and how; undefined for a key that writes. */
  readonly onKey: (event: KeyboardEvent) => 'keep' | 'discard' | undefined;
  /** Called with the new text; with undefined when it is the same, or discarded. */
  readonly done: (text: string | undefined) => void;
}

/** Takes all keys until the element loses the focus. */
export function editText(element: HTMLElement, { before, read, onKey, done }: TextEdit): void {
  let isKept = true;
  const press = keyHandler((event: KeyboardEvent): void => {
    // The command needs the text in the document.
    if (isCommandKey(event)) return element.blur();
    event.stopPropagation();
    const answer = onKey(event);
    if (answer === undefined) return;
    event.preventDefault();
    isKept = answer === 'keep';
    element.blur();
  });
  const finish = (): void => {
    const text = read();
    element.removeEventListener('keydown', press);
    element.contentEditable = 'false';
    element.textContent = before;
    // Without it, what was selected here stays so, and with it the pictures it passes over.
    getSelection()?.removeAllRanges();
    done(isKept && text !== before ? text : undefined);
  };
  element.contentEditable = 'plaintext-only';
  element.focus();
  getSelection()?.selectAllChildren(element);
  element.addEventListener('keydown', press);
  element.addEventListener('blur', finish, { once: true });
}
