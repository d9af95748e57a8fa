/** A note: Markdown, written in place as the text that it is. */
import { h } from '../../../dom.ts';
import type { Box } from '../../../document/layout/geometry.ts';
import type { Note } from '../../scene/scene.ts';
import { mayHoldMarkdown } from '../../markdown-signs.ts';
import { noteToken } from '../../scene/tint.ts';
import { t } from '../../../i18n/t.ts';
import { editText } from './edit-text.ts';
import { makeTickable } from './note-tasks.ts';

type MarkdownNodes = (text: string) => readonly Node[];

/** Undefined until a note needed it. */
let markdownNodes: MarkdownNodes | undefined;

async function loadMarkdown(): Promise<MarkdownNodes> {
  return (markdownNodes ??= (await import('./markdown.ts')).markdownNodes);
}

export class NoteView {
  readonly text = h('div', { class: 'note-text' });
  readonly element: HTMLElement;
  readonly #write: (text: string) => void;
  #shown: string | undefined;

  /**
   * @param key of the item; see document/selection.ts.
   * @param write called with the new text when a task of the note was ticked.
   */
  constructor(key: string, write: (text: string) => void) {
    this.#write = write;
    this.element = h(
      'div',
      { 'class': 'note', 'role': 'note', 'tabindex': '-1', 'data-item': key },
      this.text,
      h('div', { 'class': 'note-resize', 'data-resize': key }),
    );
  }

  update(note: Note, box: Box, selected: boolean): void {
    const isEmpty = note.text === '';
    if (!this.text.isContentEditable && this.#shown !== note.text) this.#show(note.text);
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
    const before = this.#shown ?? '';
    this.#showPlain(before);
    editText(text, {
      before,
      // The browser ends the text with a line break of its own.
      read: () => text.innerText.replace(/\n$/, ''),
      onKey: ({ key }) => (key === 'Escape' ? 'keep' : undefined),
      done: (written) => {
        this.#show(before);
        done(written);
      },
    });
    getSelection()?.collapseToEnd();
  }

  #show(text: string): void {
    this.#shown = text;
    // What is loaded already is shown at once, so that a note does not flicker when its text changes.
    if (!mayHoldMarkdown(text)) this.#showPlain(text);
    else if (markdownNodes) this.#showMarkdown(text, markdownNodes);
    else {
      this.#showPlain(text);
      // Without it, the note stays readable as it is written.
      void loadMarkdown().then(
        (nodes) => this.#shown === text && !this.text.isContentEditable && this.#showMarkdown(text, nodes),
        () => undefined,
      );
    }
  }

  #showPlain(text: string): void {
    this.text.classList.remove('is-markdown');
    this.text.textContent = text;
  }

  #showMarkdown(text: string, nodes: MarkdownNodes): void {
    this.text.classList.add('is-markdown');
    const ticked = [...this.text.querySelectorAll('input')].findIndex((box) => box === document.activeElement);
    this.text.replaceChildren(...nodes(text));
    makeTickable(this.text, text, this.#write);
    // The box that was ticked is another element now, and keeps the keyboard.
    this.text.querySelectorAll('input')[ticked]?.focus({ preventScroll: true });
  }
}
