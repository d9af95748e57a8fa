/** The title bar of a group. Its frame is painted (paint/paint-groups.ts). */
import { h, setText } from '../../../dom.ts';
import type { Box } from '../../../document/layout/geometry.ts';
import { counted } from '../../../words.ts';
import type { Group } from '../../scene/scene.ts';
import { tintToken } from '../../scene/tint.ts';

export class GroupView {
  readonly title = h('span', { class: 'group-title' });
  readonly element: HTMLElement;

  /** @param key of the item; see document/selection.ts. */
  constructor(key: string) {
    this.element = h('div', { 'class': 'group', 'role': 'group', 'tabindex': '-1', 'data-item': key }, this.title);
  }

  update({ title, nodes, colour }: Group, box: Box, selected: boolean): void {
    if (!this.title.isContentEditable) setText(this.title, title);
    this.element.setAttribute('aria-label', `Group ${title}, ${counted(nodes.length, 'node')}`);
    this.element.classList.toggle('is-selected', selected);
    const { style } = this.element;
    style.setProperty('--tint', `var(${tintToken(colour)})`);
    style.transform = `translate(${box.x}px, ${box.y}px)`;
    style.width = `${box.width}px`;
  }
}
