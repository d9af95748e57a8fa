/**
 * The rows of a node, in the order and with the heights of document/layout/geometry.ts: outputs, then inputs with their
 * fields. A row that stays the same keeps its element, and with it the focus and what is being typed.
 */
import { type InputDefinition, socketOf } from '../../../../engine/protocol/index.ts';
import { createField } from '../../../controls/fields/field.ts';
import { hiddenName } from '../../../document/commands/hidden-wires.ts';
import { type WireEnd, wiresFrom } from '../../../document/graph/links.ts';
import { socketType } from '../../../document/graph/socket-types.ts';
import type { Editor, Session } from '../../../editor-context.ts';
import { h } from '../../../dom.ts';
import type { Scene, SceneNode } from '../../scene/scene.ts';
import { MoreRow } from './more-row.ts';
import { fieldRow, outputRow, removeRow, type Row, wireRow } from './row.ts';
import { inputLook, outputLook, updateSocket } from './sockets.ts';
import type { NodeMarks } from './state.ts';
import { t } from '../../../i18n/t.ts';

type Side = WireEnd['side'];

export class Rows {
  readonly element = h('div', { class: 'node-rows' });
  readonly #editor: Editor;
  readonly #session: Session;
  /** By everything that decides what a row is made of. */
  #rows: ReadonlyMap<string, Row> = new Map();
  /** The same rows by side and name. */
  readonly #bySocket = new Map<string, Row>();
  readonly #more: MoreRow;
  /** The structure for which the present rows were built; see structureOf. */
  #structure = '';

  constructor(editor: Editor, session: Session) {
    this.#editor = editor;
    this.#session = session;
    this.#more = new MoreRow(session);
  }

  update(scene: Scene, node: SceneNode, marks: NodeMarks): void {
    const linked = new Set(node.wires.map(({ to }) => to.input));
    const structure = structureOf(node, linked);
    if (structure !== this.#structure) this.#build(node, linked);
    this.#structure = structure;
    this.#more.update(node);
    if (!scene.workflow) return;
    for (const name of Object.keys(node.shape.outputs)) this.#updateOutput(scene, node, name, marks.used.has(name));
    for (const name of inputsOf(node)) {
      this.#updateInput(scene, node, name, linked.has(name));
      this.#updateMarks(node, name, marks);
    }
  }

  socket(side: Side, name: string): HTMLButtonElement | undefined {
    return this.#row(side, name)?.socket;
  }

  sockets(): HTMLButtonElement[] {
    return [...this.#rows.values()].map(({ socket }) => socket);
  }

  /** The name of the hidden wire into an input. */
  wireName(input: string): HTMLElement | undefined {
    const name = this.#row('input', input)?.wireName;
    return name?.element.hidden === false ? name.text : undefined;
  }

  /** Gives the first field the keyboard. @returns whether there is one. */
  focusFirst(): boolean {
    const first = [...this.#rows.values()].find(({ field }) => field)?.field;
    first?.focus();
    return first !== undefined;
  }

  focusField(input: string): void {
    this.#row('input', input)?.field?.focus();
  }

  destroy(): void {
    for (const row of this.#rows.values()) removeRow(row);
    this.#rows = new Map();
    this.#bySocket.clear();
  }

  #row(side: Side, name: string): Row | undefined {
    return this.#bySocket.get(`${side}.${name}`);
  }

  #updateOutput({ workflow, types }: Scene, { id, shape }: SceneNode, name: string, isUsed: boolean): void {
    const socket = this.socket('output', name);
    const output = shape.outputs[name];
    if (!socket || !output || !workflow) return;
    const type = socketType(workflow, types, { node: id, side: 'output', name });
    updateSocket(socket, outputLook(name, output, type), isUsed);
    const sent = wiresFrom(workflow, id).find(
      (wire) => wire.from.output === name && hiddenName(workflow, wire) !== undefined,
    );
    this.#row('output', name)?.wireName?.update(sent?.id ?? '', sent && hiddenName(workflow, sent), 'output');
  }

  #updateInput({ workflow, types }: Scene, { id, shape, wires }: SceneNode, name: string, isLinked: boolean): void {
    const socket = this.socket('input', name);
    const input = shape.inputs[name];
    if (!socket || !input || !workflow) return;
    const type = socketType(workflow, types, { node: id, side: 'input', name });
    updateSocket(socket, inputLook(name, input, type), isLinked);
    const into = wires.find(({ to }) => to.input === name);
    this.#row('input', name)?.wireName?.update(into?.id ?? '', into && hiddenName(workflow, into), 'input');
  }

  #updateMarks({ node, shape }: SceneNode, name: string, { activity, issues, gaps }: NodeMarks): void {
    const row = this.#row('input', name);
    const issue = issues.get(name);
    // A field knows the message of a failed run itself, and whether its value is still the one the message is about.
    const isFromRun = issue === activity?.message;
    row?.field?.update(node.inputs?.[name], isFromRun ? undefined : issue);
    if (!row?.label) return;
    const isGap = gaps.has(name);
    row.label.classList.toggle('has-issue', issue !== undefined);
    row.label.classList.toggle('is-gap', isGap);
    row.label.title = issue ?? (isGap ? t('Needs a wire') : tooltipOf(shape.inputs[name]));
  }

  /** Makes new rows, removes old ones, and puts all in order. */
  #build(node: SceneNode, linked: ReadonlySet<string>): void {
    const before = this.#rows;
    const rows = new Map<string, Row>();
    this.#bySocket.clear();
    const keep = (side: Side, name: string, kind: string, make: () => Row): void => {
      const key = [node.node.type, side, name, kind].join(' ');
      const row = before.get(key) ?? make();
      rows.set(key, row);
      this.#bySocket.set(`${side}.${name}`, row);
    };
    for (const [name, output] of Object.entries(node.shape.outputs))
      keep('output', name, output.socket.name, () => outputRow(this.#session, name, output));
    for (const name of inputsOf(node)) {
      const input = node.shape.inputs[name] as InputDefinition;
      const isLinked = linked.has(name);
      const hasField = input.kind !== 'socket' && !isLinked;
      keep('input', name, `${socketOf(input)} ${hasField}`, () =>
        hasField
          ? fieldRow(name, input, this.#field(node.id, name, input))
          : wireRow(this.#session, name, input, isLinked),
      );
    }
    for (const [key, row] of before) if (!rows.has(key)) removeRow(row);
    const elements = [...rows.values()].map(({ element }) => element);
    const more = node.rows.shown.findIndex(({ kind }) => kind === 'more');
    if (more >= 0) elements.splice(Object.keys(node.shape.outputs).length + more, 0, this.#more.element);
    else this.#more.element.remove();
    this.#putInOrder(elements);
    this.#rows = rows;
  }

  #field(node: string, name: string, input: InputDefinition): ReturnType<typeof createField> {
    return createField({
      editor: this.#editor,
      session: this.#session,
      node,
      input: name,
      definition: input,
      label: t(input.title ?? name),
      variant: 'node',
    });
  }

  /** Inserts rows without moving rows that are in place, because a moved element loses the focus. */
  #putInOrder(elements: readonly HTMLElement[]): void {
    let next = this.element.firstElementChild;
    for (const element of elements) {
      if (element === next) next = element.nextElementSibling;
      else this.element.insertBefore(element, next);
    }
  }
}

function tooltipOf(input: InputDefinition | undefined): string {
  return input?.tooltip === undefined ? '' : t(input.tooltip);
}

/** The inputs that show, from top to bottom. */
function inputsOf({ rows }: SceneNode): string[] {
  return rows.shown.flatMap((row) => (row.kind === 'input' ? [row.name] : []));
}

/** Everything that decides which rows there are. */
function structureOf({ node, shape, rows }: SceneNode, linked: ReadonlySet<string>): string {
  return JSON.stringify([
    node.type,
    Object.keys(shape.outputs),
    rows.shown.map((row) => (row.kind === 'input' ? [row.name, socketOf(row.input), linked.has(row.name)] : 'more')),
  ]);
}
