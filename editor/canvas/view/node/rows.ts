/**
 * The rows of a node, in the order and with the heights of document/geometry.ts: outputs, then inputs with their
 * fields.
 */
import { type CatalogueOutput, type InputDefinition, socketOf } from '../../../../engine/protocol/index.ts';
import { createField, type Field } from '../../../controls/fields/field.ts';
import { NODE, rowHeight } from '../../../document/layout/geometry.ts';
import { socketType } from '../../../document/graph/socket-types.ts';
import type { Editor, Session } from '../../../editor-context.ts';
import { h } from '../../../dom.ts';
import type { Scene, SceneNode } from '../../scene/scene.ts';
import type { NodeMarks } from './state.ts';
import { createSocket, inputLook, outputLook, updateSocket } from './sockets.ts';

interface Row {
  readonly element: HTMLElement;
  readonly socket: HTMLButtonElement;
  readonly label?: HTMLElement | undefined;
  readonly field?: Field | undefined;
}

export class Rows {
  readonly element = h('div', { class: 'node-rows' });
  readonly #editor: Editor;
  readonly #session: Session;
  /** By what they are: a row that stays the same keeps its element, and with it the focus and what is being typed. */
  #rows: ReadonlyMap<string, Row> = new Map();
  /** The same by side and name. */
  readonly #of = new Map<string, Row>();
  #structure = '';

  constructor(editor: Editor, session: Session) {
    this.#editor = editor;
    this.#session = session;
  }

  update(scene: Scene, node: SceneNode, { activity, issues, gaps, used }: NodeMarks): void {
    const linked = new Set(node.wires.map(({ to }) => to.input));
    const structure = JSON.stringify([
      node.node.type,
      Object.keys(node.shape.outputs),
      Object.entries(node.shape.inputs).map(([name, input]) => [name, socketOf(input), linked.has(name)]),
    ]);
    if (structure !== this.#structure) this.#build(node, linked);
    this.#structure = structure;
    const { workflow, types } = scene;
    if (!workflow) return;
    for (const [name, output] of Object.entries(node.shape.outputs)) {
      const socket = this.socket('output', name);
      if (socket)
        updateSocket(
          socket,
          outputLook(name, output, socketType(workflow, types, { node: node.id, side: 'output', name })),
          used.has(name),
        );
    }
    for (const [name, input] of Object.entries(node.shape.inputs)) {
      const socket = this.socket('input', name);
      if (socket)
        updateSocket(
          socket,
          inputLook(name, input, socketType(workflow, types, { node: node.id, side: 'input', name })),
          linked.has(name),
        );
      const issue = issues.get(name);
      // What a run said of a value a field knows itself, and whether it still has that value.
      this.#of
        .get(`input.${name}`)
        ?.field?.update(node.node.inputs?.[name], issue === activity?.message ? undefined : issue);
      const label = this.#of.get(`input.${name}`)?.label;
      if (label) {
        label.classList.toggle('has-issue', issue !== undefined);
        label.classList.toggle('is-gap', gaps.has(name));
        label.title = issue ?? (gaps.has(name) ? 'Wants a wire' : (input.tooltip ?? ''));
      }
    }
  }

  socket(side: 'input' | 'output', name: string): HTMLButtonElement | undefined {
    return this.#of.get(`${side}.${name}`)?.socket;
  }

  sockets(): HTMLButtonElement[] {
    return [...this.#rows.values()].map(({ socket }) => socket);
  }

  focusFirst(): boolean {
    const first = [...this.#rows.values()].find(({ field }) => field)?.field;
    first?.focus();
    return first !== undefined;
  }

  focusField(input: string): void {
    this.#of.get(`input.${input}`)?.field?.focus();
  }

  #build(node: SceneNode, linked: ReadonlySet<string>): void {
    const before = this.#rows;
    const rows = new Map<string, Row>();
    this.#of.clear();
    const keep = (side: 'input' | 'output', name: string, what: string, make: () => Row): void => {
      const key = [node.node.type, side, name, what].join(' ');
      const row = before.get(key) ?? make();
      rows.set(key, row);
      this.#of.set(`${side}.${name}`, row);
    };
    for (const [name, output] of Object.entries(node.shape.outputs))
      keep('output', name, output.socket.name, () => outputRow(name, output));
    for (const [name, input] of Object.entries(node.shape.inputs)) {
      const isWire = input.kind === 'socket' || linked.has(name);
      keep('input', name, `${socketOf(input)} ${isWire}`, () =>
        isWire ? wireRow(name, input, linked.has(name)) : this.#fieldRow(node.id, name, input),
      );
    }
    for (const [key, row] of before) if (!rows.has(key)) remove(row);
    let next = this.element.firstElementChild;
    for (const { element: row } of rows.values()) {
      if (row === next) next = row.nextElementSibling;
      else this.element.insertBefore(row, next);
    }
    this.#rows = rows;
  }

  #fieldRow(node: string, name: string, input: InputDefinition): Row {
    const socket = createSocket(inputLook(name, input, socketOf(input)), false);
    const field = createField({
      editor: this.#editor,
      session: this.#session,
      node,
      input: name,
      definition: input,
      label: input.title ?? name,
      variant: 'node',
    });
    return {
      element: rowElement('is-field', rowHeight(input), [socket, h('div', { class: 'node-field' }, field.element)]),
      socket,
      field,
    };
  }

  destroy(): void {
    for (const row of this.#rows.values()) remove(row);
    this.#rows = new Map();
    this.#of.clear();
  }
}

function outputRow(name: string, output: CatalogueOutput): Row {
  const socket = createSocket(outputLook(name, output, output.socket.name), false);
  const label = h('span', { class: 'node-label', title: output.tooltip }, output.title ?? name);
  return { element: rowElement('is-output', NODE.row, [label, socket]), socket };
}

function wireRow(name: string, input: InputDefinition, isLinked: boolean): Row {
  const socket = createSocket(inputLook(name, input, socketOf(input)), isLinked);
  const label = h('span', { class: `node-label${input.optional ? ' is-optional' : ''}` }, input.title ?? name);
  return { element: rowElement('is-input', NODE.row, [socket, label]), socket, label };
}

function rowElement(className: string, height: number, children: readonly Node[]): HTMLElement {
  const row = h('div', { class: `node-row ${className}` }, ...children);
  row.style.height = `${height}px`;
  return row;
}

function remove({ element: row, field }: Row): void {
  field?.destroy();
  row.remove();
}
