/** A note: plain text with line breaks, written in place. */
import { h } from '../../../dom.ts';
import type { Box } from '../../../document/layout/geometry.ts';
import type { Note } from '../../scene/scene.ts';
import { noteToken } from '../../scene/tint.ts';
import { editText } from './edit-text.ts';
import { t } from '../../../i18n/t.ts';

export class NoteView {
  readonly text = h('div', { class: 'note-text' });
  readonly element: HTMLElement;
  #shown: string | undefined;

  /** @param key of the item; see document/selection.ts. */
  constructor(key: string) {
    this.element = h(
      'div',
      { 'class': 'note', 'role': 'note', 'tabindex': '-1', 'data-item': key },
      this.text,
      h('div', { 'class': 'note-resize', 'data-resize': key }),
    );
  }

  update(note: Note, box: Box, selected: boolean): void {
    const isEmpty = note.text === '';
    if (!this.text.isContentEditable && this.#shown !== note.text) {
      this.#shown = note.text;
      this.text.textContent = note.text;
    }
    this.element.setAttribute('aria-label', isEmpty ? t('Empty note') : t('Note: {text}', { text: note.text }));
    this.element.classList.toggle('is-selected', selected);
    this.element.classList.toggle('is-empty', isEmpty);
    const { style } = this.element;
    style.setProperty('--tint', `var(${noteToken(note)})`);
    style.transform = `translate(${box.x}px, ${box.y}px)`;
    style.width = `${box.width}px`;
    style.height = `${box.height}px`;
  }

  /**
   * Edits the text until it loses the focus.
   * @param done called with the new text; with undefined when it is the same.
   */
  edit(done: (text: string | undefined) => void): void {
    const { text } = this;
    editText(text, {
      before: this.#shown ?? '',
      // The browser ends the text with a line break of its own.
      read: () => text.innerText.replace(/\n$/, ''),
      onKey: ({ key }) => (key === 'Escape' ? 'keep' : undefined),
      done,
    });
    getSelection()?.collapseToEnd();
  }
}
