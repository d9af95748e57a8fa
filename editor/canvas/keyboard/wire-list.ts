/**
 * Draws a wire without dragging: a list of the sockets of a node, then a list of the sockets the chosen one can be
 * connected to. A click on a socket opens the second list.
 */
import { connect, disconnect } from '../../document/commands/index.ts';
import type { WireEnd } from '../../document/graph/links.ts';
import { socketName } from '../../document/graph/socket-names.ts';
import { socketType } from '../../document/graph/socket-types.ts';
import type { Point } from '../../document/layout/geometry.ts';
import type { Board } from '../board.ts';
import { NEW_NODE } from '../metrics.ts';
import type { SceneNode, SceneWire } from '../scene/scene.ts';
import { toScreen } from '../scene/viewport.ts';
import { type Choice, ChoiceList } from './choice-list.ts';
import { isTaken, type SocketTarget, wireTargets } from './wire-targets.ts';
import { t } from '../../i18n/t.ts';

export class WireList {
  readonly #board: Board;
  readonly #list: ChoiceList;
  #node: string | undefined;

  constructor(board: Board) {
    this.#board = board;
    this.#list = new ChoiceList(() => {
      if (this.#node !== undefined) board.focusItem(this.#node);
    });
  }

  get element(): HTMLElement {
    return this.#list.element;
  }

  /** Lists the sockets of the focused node. */
  begin(): void {
    const key = this.#board.session()?.focus.peek();
    const node = key === undefined ? undefined : this.#board.scene.nodes.get(key);
    const geometry = node && this.#board.scene.geometry(node.id);
    if (!node || !geometry) {
      this.#board.announce(t('Choose a node first.'));
      return;
    }
    const corner = { x: geometry.x + geometry.width, y: geometry.y };
    this.#show(node.id, t('Wire of {title}', { title: node.title }), corner, [
      ...Object.entries(node.shape.outputs).map(([name, { title }]) => this.#socket(node, 'output', name, title)),
      ...Object.entries(node.shape.inputs).map(([name, { title }]) => this.#socket(node, 'input', name, title)),
    ]);
  }

  #socket(node: SceneNode, side: WireEnd['side'], name: string, title = name): Choice {
    const end: WireEnd = { node: node.id, side, name };
    const type = this.#type(end);
    const what = { type: socketName(type) };
    const verb = side === 'output' ? t('gives {type}', what) : t('takes {type}', what);
    const detail = isTaken(node, end) ? t('{verb}, connected', { verb }) : verb;
    return { title: t(title), detail, type, run: () => this.open(end) };
  }

  /** Lists what a socket can be connected to, and the wires it has. */
  open(end: WireEnd): void {
    const { scene } = this.#board;
    const node = scene.nodes.get(end.node);
    const geometry = scene.geometry(end.node);
    if (!scene.workflow || !node || !geometry) return;
    const isOutput = end.side === 'output';
    const title = t((isOutput ? node.shape.outputs : node.shape.inputs)[end.name]?.title ?? end.name);
    const at = (isOutput ? geometry.outputs : geometry.inputs)[end.name] ?? geometry;
    this.#show(node.id, t('{node}, {socket}: connect to', { node: node.title, socket: title }), at, [
      ...wireTargets(scene, end).map((target) => this.#target(end, target)),
      { title: t('A new node…'), detail: '', run: () => this.#search(end, at) },
      ...scene.wires.filter((wire) => isAt(wire, end)).map((wire) => this.#disconnection(end, wire)),
    ]);
  }

  #target(end: WireEnd, { node, to, title }: SocketTarget): Choice {
    return {
      title: `${node.title}, ${title}`,
      detail: this.#replaces(end, to) ? t('in place of its wire') : '',
      type: this.#type(to),
      run: () => {
        const { workflow, types } = this.#board.scene;
        if (workflow) this.#board.run(connect(workflow, types, end, to));
      },
    };
  }

  #disconnection(end: WireEnd, wire: SceneWire): Choice {
    const { scene } = this.#board;
    const other = scene.nodes.get(end.side === 'output' ? wire.to.node : wire.from.node);
    return {
      title: t('Disconnect {title}', { title: other?.title ?? '' }),
      detail: '',
      run: () => scene.workflow && this.#board.run(disconnect(scene.workflow, [wire.id])),
    };
  }

  /** Whether a wire to an input removes the wire the input has. */
  #replaces(end: WireEnd, to: WireEnd): boolean {
    const node = to.side === 'input' && end.side === 'output' ? this.#board.scene.nodes.get(to.node) : undefined;
    return node !== undefined && isTaken(node, to) && !node.shape.inputs[to.name]?.list;
  }

  #type(end: WireEnd): string {
    const { workflow, types } = this.#board.scene;
    return workflow ? socketType(workflow, types, end) : 'any';
  }

  /** Searches for a new node, to the right of an output or to the left of an input. */
  #search(from: WireEnd, socket: Point): void {
    const offset = from.side === 'output' ? NEW_NODE.fromOutput : NEW_NODE.fromInput;
    this.#board.editor.dialog.value = {
      kind: 'add-node',
      at: { x: socket.x + offset.x, y: socket.y + offset.y },
      from,
      screen: this.#board.toClient(socket),
    };
  }

  /** @param at in canvas pixels. */
  #show(node: string, title: string, at: Point, choices: readonly Choice[]): void {
    this.#node = node;
    this.#list.show(title, choices, toScreen(this.#board.viewport(), at), this.#board.size.peek());
  }
}

function isAt({ from, to }: SceneWire, { node, side, name }: WireEnd): boolean {
  return side === 'output' ? from.node === node && from.output === name : to.node === node && to.input === name;
}
