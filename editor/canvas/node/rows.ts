/** The rows of a node, in the order and with the heights of document/geometry.ts: outputs, then inputs with their fields. */
import { socketOf } from '../../../engine/server/protocol.ts';
import { createField, type Field } from '../../controls/field.ts';
import { NODE, rowHeight } from '../../document/geometry.ts';
import { socketType } from '../../document/socket-types.ts';
import type { Editor, Session } from '../../editor.ts';
import { element } from '../dom.ts';
import type { Scene, SceneNode } from '../scene/scene.ts';
import type { NodeMarks } from './state.ts';
import { createSocket, inputLook, outputLook, updateSocket } from './sockets.ts';

export class Rows {
  readonly element = element('div', 'node-rows');
  readonly #editor: Editor;
  readonly #session: Session;
  readonly #fields = new Map<string, Field>();
  readonly #sockets = new Map<string, HTMLButtonElement>();
  readonly #labels = new Map<string, HTMLElement>();
  #structure = '';

  constructor(editor: Editor, session: Session) {
    this.#editor = editor;
    this.#session = session;
  }

  update(scene: Scene, node: SceneNode, { issues, gaps, used }: NodeMarks): void {
    const linked = new Set(node.wires.map(({ to }) => to.input));
    const structure = JSON.stringify([node.node.type, Object.keys(node.shape.outputs), Object.entries(node.shape.inputs).map(([name, input]) => [name, socketOf(input), linked.has(name)])]);
    if (structure !== this.#structure) this.#build(node, linked);
    this.#structure = structure;
    const { workflow, types } = scene;
    if (!workflow) return;
    for (const [name, output] of Object.entries(node.shape.outputs)) {
      const socket = this.#sockets.get(`output.${name}`);
      if (socket) updateSocket(socket, outputLook(name, output, socketType(workflow, types, { node: node.id, side: 'output', name })), used.has(name));
    }
    for (const [name, input] of Object.entries(node.shape.inputs)) {
      const socket = this.#sockets.get(`input.${name}`);
      if (socket) updateSocket(socket, inputLook(name, input, socketType(workflow, types, { node: node.id, side: 'input', name })), linked.has(name));
      const issue = issues.get(name);
      this.#fields.get(name)?.update(node.node.inputs?.[name], issue);
      const label = this.#labels.get(`input.${name}`);
      if (label) {
        label.classList.toggle('has-issue', issue !== undefined);
        label.classList.toggle('is-gap', gaps.has(name));
        label.title = issue ?? (gaps.has(name) ? 'Wants a wire' : (input.tooltip ?? ''));
      }
    }
  }

  socket(side: 'input' | 'output', name: string): HTMLButtonElement | undefined {
    return this.#sockets.get(`${side}.${name}`);
  }

  sockets(): Iterable<HTMLButtonElement> {
    return this.#sockets.values();
  }

  focusFirst(): boolean {
    const [first] = this.#fields.values();
    first?.focus();
    return first !== undefined;
  }

  #build(node: SceneNode, linked: ReadonlySet<string>): void {
    this.#clear();
    for (const [name, output] of Object.entries(node.shape.outputs)) {
      const socket = createSocket(outputLook(name, output, output.socket.name), false);
      this.#sockets.set(`output.${name}`, socket);
      const label = element('span', 'node-label', output.tooltip ? { title: output.tooltip } : {}, [output.title ?? name]);
      this.#row('node-row is-output', NODE.row, [label, socket]);
    }
    for (const [name, input] of Object.entries(node.shape.inputs)) {
      const socket = createSocket(inputLook(name, input, socketOf(input)), linked.has(name));
      this.#sockets.set(`input.${name}`, socket);
      if (input.kind === 'socket' || linked.has(name)) {
        const label = element('span', `node-label${input.optional ? ' is-optional' : ''}`, {}, [input.title ?? name]);
        this.#labels.set(`input.${name}`, label);
        this.#row('node-row is-input', NODE.row, [socket, label]);
        continue;
      }
      const field = createField({ editor: this.#editor, session: this.#session, node: node.id, input: name, definition: input, label: input.title ?? name, variant: 'node' });
      this.#fields.set(name, field);
      this.#row('node-row is-field', rowHeight(input), [socket, element('div', 'node-field', {}, [field.element])]);
    }
  }

  #row(className: string, height: number, children: readonly Node[]): void {
    const row = element('div', className, {}, children);
    row.style.height = `${height}px`;
    this.element.append(row);
  }

  #clear(): void {
    for (const field of this.#fields.values()) field.destroy();
    this.#fields.clear();
    this.#sockets.clear();
    this.#labels.clear();
    this.element.replaceChildren();
  }

  destroy(): void {
    this.#clear();
  }
}
