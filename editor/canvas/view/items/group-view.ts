/** The title bar of a group. Its frame is painted (paint/paint-groups.ts). */
import { h, setText } from '../../../dom.ts';
import type { Box } from '../../../document/layout/geometry.ts';
import type { Group } from '../../scene/scene.ts';
import { tintToken } from '../../scene/tint.ts';
import { t } from '../../../i18n/t.ts';

export class GroupView {
  readonly title = h('span', { class: 'group-title' });
  readonly element: HTMLElement;

  /** @param key of the item; see document/selection.ts. */
  constructor(key: string) {
    this.element = h('div', { 'class': 'group', 'role': 'group', 'tabindex': '-1', 'data-item': key }, this.title);
  }

  update({ title, nodes, colour }: Group, box: Box, selected: boolean): void {
    if (!this.title.isContentEditable) setText(this.title, title);
    const label = t('Group {title}, {count, plural, one {# node} other {# nodes}}', { title, count: nodes.length });
    this.element.setAttribute('aria-label', label);
    this.element.classList.toggle('is-selected', selected);
    const { style } = this.element;
    style.setProperty('--tint', `var(${tintToken(colour)})`);
    style.transform = `translate(${box.x}px, ${box.y}px)`;
    style.width = `${box.width}px`;
  }
}
