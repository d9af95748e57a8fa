/** Edits a title in place: Enter keeps it, Escape does not. */
import { editText } from './edit-text.ts';

/** @param done called with the new title; with undefined when it is the same, or discarded. */
export function editTitle(title: HTMLElement, done: (text: string | undefined) => void): void {
  editText(title, {
    before: title.textContent ?? '',
    read: () => (title.textContent ?? '').trim(),
    onKey: ({ key }) => {
      if (key === 'Enter') return 'keep';
      return key === 'Escape' ? 'discard' : undefined;
    },
    done: (text) => {
      title.scrollLeft = 0;
      done(text);
    },
  });
}
