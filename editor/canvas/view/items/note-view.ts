/** A note: plain text with line breaks, written in place. */
import type { Box } from '../../../document/layout/geometry.ts';
import { h } from '../../../dom.ts';
import type { Note } from '../../scene/scene.ts';
import { tintToken } from '../../scene/tint.ts';

export class NoteView {
  readonly text = h('div', { class: 'note-text' });
  readonly element: HTMLElement;
  #shown: string | undefined;

  constructor(key: string) {
    this.element = h(
      'div',
      { 'class': 'note', 'role': 'note', 'tabindex': '-1', 'data-item': key },
      this.text,
      h('div', { 'class': 'note-resize', 'data-resize': key }),
    );
  }

  update(note: Note, box: Box, selected: boolean): void {
    if (!this.text.isContentEditable && this.#shown !== note.text) {
      this.#shown = note.text;
      this.text.textContent = note.text;
    }
    this.element.setAttribute('aria-label', `Note: ${note.text === '' ? 'empty' : note.text}`);
    this.element.classList.toggle('is-selected', selected);
    this.element.classList.toggle('is-empty', note.text === '');
    const { style } = this.element;
    style.setProperty('--tint', `var(${tintToken(note.colour ?? 'amber')})`);
    style.transform = `translate(${box.x}px, ${box.y}px)`;
    style.width = `${box.width}px`;
    style.height = `${box.height}px`;
  }

  /** Takes keys until it loses the focus. @param done gets the text when it is another one. */
  edit(done: (text: string | undefined) => void): void {
    const before = this.#shown ?? '';
    const { text } = this;
    text.contentEditable = 'plaintext-only';
    text.focus();
    getSelection()?.selectAllChildren(text);
    getSelection()?.collapseToEnd();
    const onKey = (event: KeyboardEvent): void => {
      event.stopPropagation();
      if (event.key === 'Escape') text.blur();
    };
    text.addEventListener('keydown', onKey);
    text.addEventListener(
      'blur',
      () => {
        const written = text.innerText.replace(/\n$/, '');
        text.removeEventListener('keydown', onKey);
        text.contentEditable = 'false';
        text.textContent = before;
        done(written === before ? undefined : written);
      },
      { once: true },
    );
  }
}
