/** The title bar of a group; its frame is drawn by paint/painter.ts. */
import type { Box } from '../../../document/layout/geometry.ts';
import { h } from '../../../dom.ts';
import type { Group } from '../../scene/scene.ts';
import { tintToken } from '../../scene/tint.ts';

export class GroupView {
  readonly title = h('span', { class: 'group-title' });
  readonly element: HTMLElement;

  constructor(key: string) {
    this.element = h('div', { 'class': 'group', 'role': 'group', 'tabindex': '-1', 'data-item': key }, this.title);
  }

  update(group: Group, box: Box, selected: boolean): void {
    if (!this.title.isContentEditable && this.title.textContent !== group.title) this.title.textContent = group.title;
    this.element.setAttribute(
      'aria-label',
      `Group ${group.title}, ${group.nodes.length === 1 ? '1 node' : `${group.nodes.length} nodes`}`,
    );
    this.element.classList.toggle('is-selected', selected);
    const { style } = this.element;
    style.setProperty('--tint', `var(${tintToken(group.colour)})`);
    style.transform = `translate(${box.x}px, ${box.y}px)`;
    style.width = `${box.width}px`;
  }
}
