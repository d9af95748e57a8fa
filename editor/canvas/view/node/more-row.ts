/** The button "More" among the rows of a node, which unfolds the inputs for experts. */
import { setMore } from '../../../document/commands/node-fields.ts';
import { NODE } from '../../../document/layout/geometry.ts';
import { h } from '../../../dom.ts';
import type { Session } from '../../../editor-context.ts';
import { t } from '../../../i18n/t.ts';
import type { SceneNode } from '../../scene/scene.ts';

export class MoreRow {
  readonly element: HTMLButtonElement;
  #node = '';
  #isOpen = false;

  constructor(session: Session) {
    this.element = h('button', { class: 'node-more', type: 'button', style: { height: `${NODE.row}px` } });
    this.element.addEventListener('click', () => {
      session.run(setMore(session.document.workflow.peek(), [this.#node], !this.#isOpen));
    });
  }

  update({ id, view, rows }: SceneNode): void {
    this.#node = id;
    this.#isOpen = view?.more ?? false;
    this.element.setAttribute('aria-expanded', String(this.#isOpen));
    this.element.textContent = this.#isOpen ? t('Less') : t('{count} more', { count: rows.folded.length });
  }
}
