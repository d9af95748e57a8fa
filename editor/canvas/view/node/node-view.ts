/**
 * The element of one node: frame, header, rows, picture, footer. Made when it comes into view, thrown away when it is
 * far off.
 */
import type { ReadonlySignal } from '@preact/signals';
import { effect } from '@preact/signals';
import { createNodePicture } from '../../../controls/pictures/picture.ts';
import { createNodeStatus } from '../../../controls/widgets/status.ts';
import { NODE, type NodeGeometry, REROUTE } from '../../../document/layout/geometry.ts';
import { socketType } from '../../../document/graph/socket-types.ts';
import type { Editor, Session } from '../../../editor-context.ts';
import { h } from '../../../dom.ts';
import type { Scene, SceneNode } from '../../scene/scene.ts';
import { tintToken } from '../../scene/tint.ts';
import { Rows } from './rows.ts';
import { nodeDescription, type NodeMarks, nodeState } from './state.ts';

export class NodeView {
  readonly element = h('div', { class: 'node', role: 'group', tabindex: '-1' });
  readonly title = h('span', { class: 'node-title' });
  readonly #header: HTMLElement;
  readonly #badge = h('span', { class: 'node-badge' });
  readonly #body = h('div', { class: 'node-body' });
  readonly rows: Rows;
  readonly #ends: (() => void)[] = [];
  #node: SceneNode | undefined;
  #place = '';

  constructor(editor: Editor, session: Session, node: SceneNode, onPicture: (height: number) => void) {
    this.rows = new Rows(editor, session);
    this.element.dataset['node'] = node.id;
    this.#header = h('div', { class: 'node-header' }, this.title, this.#badge);
    this.element.append(this.#header, this.#body);
    if (node.node.type !== REROUTE.type) {
      const picture: { element: HTMLElement; height: ReadonlySignal<number>; destroy(): void } = createNodePicture(
        editor,
        session,
        node.id,
      );
      const status = createNodeStatus(editor, session, node.id);
      const frame = h('div', { class: 'node-picture' }, picture.element);
      this.#ends.push(
        effect(() => {
          const height = picture.height.value;
          frame.style.height = `${height}px`;
          onPicture(height);
        }),
        () => picture.destroy(),
        () => status.destroy(),
      );
      this.#body.append(this.rows.element, frame, h('div', { class: 'node-footer' }, status.element));
      this.element.append(h('div', { 'class': 'node-resize', 'data-resize': node.id }));
    } else this.#body.append(this.rows.element);
  }

  update(scene: Scene, node: SceneNode, marks: NodeMarks): void {
    if (node !== this.#node) {
      const wire =
        node.node.type === REROUTE.type && scene.workflow
          ? socketType(scene.workflow, scene.types, { node: node.id, side: 'output', name: 'value' })
          : undefined;
      this.element.style.setProperty(
        '--tint',
        wire === undefined
          ? `var(${tintToken(node.view?.colour, node.shape.category)})`
          : `var(--socket-${wire}, var(--socket))`,
      );
      if (!this.title.isContentEditable) this.title.textContent = node.title;
      this.element.classList.toggle('is-collapsed', node.view?.collapsed ?? false);
      this.element.classList.toggle('is-reroute', node.node.type === REROUTE.type);
      this.element.classList.toggle('is-unknown', !node.shape.known);
      this.element.classList.toggle('is-muted', node.node.mode === 'mute');
      this.element.classList.toggle('is-bypassed', node.node.mode === 'bypass');
      this.#badge.textContent = node.node.mode === 'mute' ? 'muted' : node.node.mode === 'bypass' ? 'bypassed' : '';
    }
    this.#node = node;
    this.#header.title = marks.issues.get('') ?? node.shape.description;
    this.rows.update(scene, node, marks);
    this.element.dataset['state'] = nodeState(marks.activity);
    this.element.classList.toggle('has-issue', marks.issues.size > 0);
    this.element.classList.toggle('is-selected', marks.selected);
    this.element.setAttribute('aria-label', nodeDescription(node, marks));
  }

  /** Takes the size of the geometry; Rete places the element. */
  size({ width, height }: NodeGeometry): void {
    const place = `${width} ${height}`;
    if (place === this.#place) return;
    this.#place = place;
    this.element.style.width = `${width}px`;
    this.element.style.height = `${height}px`;
    this.#header.style.height = `${Math.min(NODE.header, height)}px`;
  }

  destroy(): void {
    for (const end of this.#ends) end();
    this.rows.destroy();
  }
}
