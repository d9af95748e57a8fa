/** The name at an end of a hidden wire. Pressing it selects the wire, which is drawn then. */
import { h, setText } from '../../../dom.ts';
import type { Session } from '../../../editor-context.ts';
import { t } from '../../../i18n/t.ts';
import { keyHandler } from '../../../key-events.ts';

export class WireName {
  readonly element: HTMLElement;
  readonly text = h('span', { class: 'wire-name-text' });
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
    // No button: a button takes the space key while its text is edited.
    this.element = h('span', { class: 'wire-name', role: 'button', tabindex: '0', hidden: true }, this.text);
    this.element.addEventListener('click', () => this.#select());
    const press = (event: KeyboardEvent): void => {
      if (event.key !== 'Enter' || this.text.isContentEditable) return;
      event.preventDefault();
      event.stopPropagation();
      this.#select();
    };
    this.element.addEventListener('keydown', keyHandler(press));
  }

  /** @param wire the id of the hidden wire. @param name undefined for a wire that is drawn. */
  update(wire: string, name: string | undefined, side: 'input' | 'output'): void {
    this.element.hidden = name === undefined;
    if (name === undefined) return;
    this.element.dataset['wire'] = wire;
    if (!this.text.isContentEditable) setText(this.text, name);
    const label = side === 'output' ? t('Sends by the name {name}', { name }) : t('Receives {name}', { name });
    this.element.setAttribute('aria-label', label);
    this.element.title = label;
  }

  #select(): void {
    const { wire } = this.element.dataset;
    if (wire === undefined || this.text.isContentEditable) return;
    const key = `wire:${wire}`;
    this.#session.selection.value = new Set([key]);
    this.#session.focus.value = key;
  }
}
