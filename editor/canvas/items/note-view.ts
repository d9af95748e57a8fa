/** A note: plain text with line breaks, written in place. */
import type { Box } from '../../document/geometry.ts';
import { element } from '../dom.ts';
import type { Note } from '../scene/scene.ts';
import { tintToken } from '../scene/tint.ts';

export class NoteView {
  readonly text = element('div', 'note-text');
  readonly element: HTMLElement;
  #shown: string | undefined;
  readonly #write: (text: string) => void;

  constructor(key: string, write: (text: string) => void) {
    this.#write = write;
    this.element = element('div', 'note', { role: 'note', tabindex: '-1', 'data-item': key }, [this.text, element('div', 'note-resize', { 'data-resize': key })]);
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

  /** Takes keys until it loses the focus. */
  edit(done: () => void): void {
    const before = this.#shown ?? '';
    this.text.contentEditable = 'plaintext-only';
    this.text.focus();
    getSelection()?.selectAllChildren(this.text);
    getSelection()?.collapseToEnd();
    this.text.addEventListener(
      'blur',
      () => {
        const text = this.text.innerText.replace(/\n$/, '');
        this.text.contentEditable = 'false';
        this.#shown = undefined;
        if (text !== before) this.#write(text);
        else this.text.textContent = before;
        done();
      },
      { once: true },
    );
  }
}
