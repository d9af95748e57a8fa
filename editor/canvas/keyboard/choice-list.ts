/** A list over the canvas that is used by keyboard: arrow keys, Home, End, typed letters, Enter, Escape. */
import { h } from '../../dom.ts';
import type { Point } from '../../document/layout/geometry.ts';
import { WIRE_LIST } from '../metrics.ts';
import { socketColour } from '../scene/tint.ts';
import type { Size } from '../scene/viewport.ts';
import { keyHandler } from '../../key-events.ts';

export interface Choice {
  readonly title: string;
  /** Shown behind the title, in grey. */
  readonly detail: string;
  /** A socket type, for the dot in front of the title. */
  readonly type?: string | undefined;
  readonly run: () => void;
}

const TITLE_ID = 'canvas-list-title';

export class ChoiceList {
  readonly element = h('div', { 'class': 'canvas-list', 'data-outside': '' });
  readonly #title = h('div', { class: 'canvas-list-title', id: TITLE_ID });
  readonly #list = h('div', {
    'class': 'canvas-list-box',
    'role': 'listbox',
    // Not -1: what scrolls has to be reachable by Tab.
    'tabindex': '0',
    'aria-labelledby': TITLE_ID,
  });
  readonly #onClose: () => void;
  #choices: readonly Choice[] = [];
  #at = 0;
  #typed = '';
  #typedAt = 0;

  /** @param onClose called when the list is closed by a key or a choice, before the choice is made. */
  constructor(onClose: () => void) {
    this.#onClose = onClose;
    this.element.hidden = true;
    this.element.append(this.#title, this.#list);
    this.#list.addEventListener(
      'keydown',
      keyHandler((event) => this.#press(event)),
    );
    this.#list.addEventListener('click', (event) => this.#click(event));
    // A press on the title or a padding keeps the list open. The list itself stays focused when it is scrolled.
    this.element.addEventListener('mousedown', (event) => {
      if (event.target !== this.#list) event.preventDefault();
    });
    this.#list.addEventListener('blur', () => {
      // In another window, the list is still the active element of this one.
      if (document.activeElement !== this.#list) this.element.hidden = true;
    });
  }

  /** Shows choices and takes the keyboard. @param at within the canvas element. @param size of the canvas element. */
  show(title: string, choices: readonly Choice[], at: Point, size: Size): void {
    this.#typed = '';
    this.#choices = choices;
    this.#title.textContent = title;
    this.#list.replaceChildren(...choices.map(optionElement));
    this.element.hidden = false;
    const { margin, gap, width, height } = WIRE_LIST;
    const x = Math.max(margin, Math.min(at.x + gap, size.width - width));
    const y = Math.max(margin, Math.min(at.y, size.height - height));
    this.element.style.transform = `translate(${x}px, ${y}px)`;
    this.#go(0);
    this.#list.focus({ preventScroll: true });
  }

  #go(index: number): void {
    this.#at = Math.max(0, Math.min(this.#choices.length - 1, index));
    for (const [each, option] of [...this.#list.children].entries())
      option.setAttribute('aria-selected', String(each === this.#at));
    this.#list.setAttribute('aria-activedescendant', optionId(this.#at));
    this.#list.children[this.#at]?.scrollIntoView({ block: 'nearest' });
  }

  #choose(index: number): void {
    const choice = this.#choices[index];
    this.#close();
    choice?.run();
  }

  #close(): void {
    if (this.element.hidden) return;
    this.element.hidden = true;
    this.#onClose();
  }

  #click({ target }: MouseEvent): void {
    const option = target instanceof Element ? target.closest<HTMLElement>('[role="option"]') : null;
    const index = option?.dataset['index'];
    if (index !== undefined) this.#choose(Number(index));
  }

  #press(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const last = this.#choices.length - 1;
    switch (event.key) {
      case 'ArrowDown':
        return this.#go(this.#at === last ? 0 : this.#at + 1);
      case 'ArrowUp':
        return this.#go(this.#at === 0 ? last : this.#at - 1);
      case 'Home':
        return this.#go(0);
      case 'End':
        return this.#go(last);
      case 'Enter':
        return this.#choose(this.#at);
      case 'Escape':
      case 'Tab':
        return this.#close();
    }
    const isTyping = event.timeStamp - this.#typedAt <= WIRE_LIST.typing;
    if (event.key === ' ' && !isTyping) this.#choose(this.#at);
    else if (event.key.length === 1) this.#seek(event);
  }

  /** Goes to the first title that begins with the typed letters, or else contains them. */
  #seek({ key, timeStamp }: KeyboardEvent): void {
    const isNewWord = timeStamp - this.#typedAt >= WIRE_LIST.typing;
    this.#typed = (isNewWord ? '' : this.#typed) + key.toLowerCase();
    this.#typedAt = timeStamp;
    const titles = this.#choices.map(({ title }) => title.toLowerCase());
    const first = titles.findIndex((title) => title.startsWith(this.#typed));
    const found = first >= 0 ? first : titles.findIndex((title) => title.includes(this.#typed));
    if (found >= 0) this.#go(found);
  }
}

function optionElement({ title, detail, type }: Choice, index: number): HTMLElement {
  const colour = type === undefined ? {} : { '--colour': socketColour(type) };
  return h(
    'div',
    {
      'class': `canvas-list-option${type === undefined ? '' : ' has-type'}`,
      'role': 'option',
      'id': optionId(index),
      'data-index': index,
    },
    h('span', { class: 'canvas-list-dot', style: colour }),
    h('span', { class: 'canvas-list-text' }, title),
    h('span', { class: 'canvas-list-detail' }, detail),
  );
}

function optionId(index: number): string {
  return `canvas-list-${index}`;
}
