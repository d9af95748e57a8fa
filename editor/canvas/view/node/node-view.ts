/** The element of a node: header, rows, picture or text, footer. The stage removes it away from the view. */
import { effect } from '@preact/signals';
import { createNodePicture } from '../../../controls/pictures/picture.ts';
import { createNodeText } from '../../../controls/widgets/node-text.ts';
import { createNodeStatus } from '../../../controls/widgets/status.ts';
import { socketType } from '../../../document/graph/socket-types.ts';
import { NODE, type NodeGeometry, REROUTE } from '../../../document/layout/geometry.ts';
import { h } from '../../../dom.ts';
import type { Editor, Session } from '../../../editor-context.ts';
import type { Scene, SceneNode } from '../../scene/scene.ts';
import { socketColour, tintToken } from '../../scene/tint.ts';
import { Rows } from './rows.ts';
import { modeText, nodeDescription, type NodeMarks, nodeState } from './state.ts';
import { t } from '../../../i18n/t.ts';

export class NodeView {
  readonly element = h('div', { class: 'node', role: 'group', tabindex: '-1' });
  readonly title = h('span', { class: 'node-title' });
  readonly rows: Rows;
  readonly #badge = h('span', { class: 'node-badge' });
  readonly #header = h('div', { class: 'node-header' }, this.title, this.#badge);
  readonly #body = h('div', { class: 'node-body' });
  readonly #ends: (() => void)[] = [];
  #node: SceneNode | undefined;
  #size = '';

  /** @param onPicture called with the height of what the node made, picture and text, in canvas pixels. */
  constructor(editor: Editor, session: Session, node: SceneNode, onPicture: (height: number) => void) {
    this.rows = new Rows(editor, session);
    this.element.dataset['node'] = node.id;
    this.#body.append(this.rows.element);
    this.element.append(this.#header, this.#body);
    if (node.node.type === REROUTE.type) return;
    this.#addPicture(editor, session, node.id, onPicture);
    this.#addStatus(editor, session, node.id);
    this.element.append(h('div', { 'class': 'node-resize', 'data-resize': node.id }));
  }

  #addPicture(editor: Editor, session: Session, id: string, onPicture: (height: number) => void): void {
    const picture = createNodePicture(editor, session, id);
    const text = createNodeText(editor, session, id);
    const frame = h('div', { class: 'node-picture' }, picture.element, text.element);
    this.#body.append(frame);
    const stop = effect(() => {
      const height = picture.height.value + text.height.value;
      frame.style.height = `${height}px`;
      onPicture(height);
    });
    this.#ends.push(
      stop,
      () => picture.destroy(),
      () => text.destroy(),
    );
  }

  #addStatus(editor: Editor, session: Session, id: string): void {
    const status = createNodeStatus(editor, session, id);
    this.#body.append(h('div', { class: 'node-footer' }, status.element));
    this.#ends.push(() => status.destroy());
  }

  update(scene: Scene, node: SceneNode, marks: NodeMarks): void {
    if (node !== this.#node) this.#show(scene, node);
    this.#node = node;
    this.#header.title = marks.issues.get('') ?? t(node.shape.description);
    this.rows.update(scene, node, marks);
    this.element.dataset['state'] = nodeState(marks.activity);
    this.element.classList.toggle('has-issue', marks.issues.size > 0);
    this.element.classList.toggle('is-selected', marks.selected);
    this.element.setAttribute('aria-label', nodeDescription(node, marks));
  }

  /** Shows what depends on the node alone. */
  #show(scene: Scene, node: SceneNode): void {
    const { type, mode } = node.node;
    const { classList } = this.element;
    this.element.style.setProperty('--tint', tintOf(scene, node));
    if (!this.title.isContentEditable) this.title.textContent = node.title;
    classList.toggle('is-collapsed', node.view?.collapsed ?? false);
    classList.toggle('is-reroute', type === REROUTE.type);
    classList.toggle('is-unknown', !node.shape.known);
    classList.toggle('is-muted', mode === 'mute');
    classList.toggle('is-bypassed', mode === 'bypass');
    this.#badge.textContent = modeText(node.node);
  }

  /** Sets the size of the geometry. Rete places the element. */
  size({ width, height }: NodeGeometry): void {
    const size = `${width} ${height}`;
    if (size === this.#size) return;
    this.#size = size;
    this.element.style.width = `${width}px`;
    this.element.style.height = `${height}px`;
    this.#header.style.height = `${Math.min(NODE.header, height)}px`;
  }

  destroy(): void {
    for (const end of this.#ends) end();
    this.rows.destroy();
  }
}

/** The colour of a node as a CSS value. A reroute has the colour of its wire. */
function tintOf({ workflow, types }: Scene, { id, node, view, shape }: SceneNode): string {
  if (node.type === REROUTE.type && workflow)
    return socketColour(socketType(workflow, types, { node: id, side: 'output', name: 'value' }));
  return `var(${tintToken(view?.colour, shape.category)})`;
}
