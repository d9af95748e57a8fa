/**
 * Draws a wire without a pointer: a list of the sockets of a node, then one of the sockets the chosen one can go to.
 * Also what a click on a socket opens.
 */
import { connect, disconnect } from '../../document/commands/index.ts';
import { connectionVerdict } from '../../document/graph/connect.ts';
import type { Point } from '../../document/layout/geometry.ts';
import type { WireEnd } from '../../document/graph/links.ts';
import { socketName } from '../../document/graph/socket-names.ts';
import { socketType } from '../../document/graph/socket-types.ts';
import type { Board } from '../board.ts';
import { h } from '../../dom.ts';
import { fitTest } from '../gestures/fitting-sockets.ts';
import type { SceneNode } from '../scene/scene.ts';
import { toScreen } from '../scene/viewport.ts';

/** Milliseconds after which a letter begins a new word. */
const TYPING = 900;

interface Choice {
  readonly title: string;
  readonly detail: string;
  readonly type?: string | undefined;
  readonly run: () => void;
}

export class WireList {
  readonly element = h('div', { 'class': 'canvas-list', 'data-outside': '' });
  readonly #board: Board;
  readonly #title = h('div', { class: 'canvas-list-title', id: 'canvas-list-title' });
  readonly #list = h('div', {
    'class': 'canvas-list-box',
    'role': 'listbox',
    'tabindex': '-1',
    'aria-labelledby': 'canvas-list-title',
  });
  #choices: readonly Choice[] = [];
  #at = 0;
  #typed = '';
  #typedAt = 0;
  #node: string | undefined;

  constructor(board: Board) {
    this.#board = board;
    this.element.hidden = true;
    this.element.append(this.#title, this.#list);
    this.#list.addEventListener('keydown', (event) => this.#key(event));
    this.#list.addEventListener('click', (event) => {
      const index =
        event.target instanceof Element
          ? event.target.closest<HTMLElement>('[role="option"]')?.dataset['index']
          : undefined;
      if (index !== undefined) this.#choose(Number(index));
    });
    this.#list.addEventListener('blur', () => this.#close(false));
  }

  /** Lists the sockets of the focused node. */
  begin(): void {
    const key = this.#board.session()?.focus.peek();
    const node = key === undefined ? undefined : this.#board.scene.nodes.get(key);
    const geometry = node && this.#board.scene.geometry(node.id);
    if (!node || !geometry) {
      this.#board.announce('Choose a node first.');
      return;
    }
    const of = (side: WireEnd['side'], name: string, title: string): Choice => {
      const end: WireEnd = { node: node.id, side, name };
      const type = this.#type(end);
      const connected = side === 'input' && node.wires.some(({ to }) => to.input === name);
      return {
        title,
        detail: `${side === 'output' ? 'gives' : 'takes'} ${socketName(type)}${connected ? ', connected' : ''}`,
        type,
        run: () => this.open(end),
      };
    };
    this.#show(node.id, `Wire of ${node.title}`, { x: geometry.x + geometry.width, y: geometry.y }, [
      ...Object.entries(node.shape.outputs).map(([name, { title }]) => of('output', name, title ?? name)),
      ...Object.entries(node.shape.inputs).map(([name, { title }]) => of('input', name, title ?? name)),
    ]);
  }

  /** Lists what a socket can be connected to. */
  open(end: WireEnd): void {
    const { scene } = this.#board;
    const { workflow, types } = scene;
    const node = scene.nodes.get(end.node);
    const geometry = scene.geometry(end.node);
    if (!workflow || !node || !geometry) return;
    const fits = fitTest(scene, end);
    const side = end.side === 'output' ? 'input' : 'output';
    const targets = [...scene.nodes.values()]
      .flatMap((other) =>
        Object.entries(side === 'input' ? other.shape.inputs : other.shape.outputs)
          .filter(([name]) => fits(other, side, name))
          .map(([name, { title }]) => ({ other, to: { node: other.id, side, name } as const, title: title ?? name })),
      )
      .filter(({ to }) => connectionVerdict(workflow, types, end, to).ok)
      .toSorted((a, b) => this.#rank(node, end, a) - this.#rank(node, end, b));
    const wires = scene.wires.filter(({ from, to }) =>
      end.side === 'output'
        ? from.node === end.node && from.output === end.name
        : to.node === end.node && to.input === end.name,
    );
    const at = end.side === 'output' ? geometry.outputs[end.name] : geometry.inputs[end.name];
    const title =
      (end.side === 'output' ? node.shape.outputs[end.name]?.title : node.shape.inputs[end.name]?.title) ?? end.name;
    this.#show(node.id, `${node.title}, ${title}: connect to`, at ?? geometry, [
      ...targets.map(({ other, to, title: socket }): Choice => ({
        title: `${other.title}, ${socket}`,
        detail: this.#note(end, to),
        type: this.#type(to),
        run: () => this.#connect(end, to),
      })),
      { title: 'A new node…', detail: '', run: () => this.#search(end, at ?? geometry) },
      ...wires.map((wire): Choice => ({
        title: `Disconnect ${scene.nodes.get(end.side === 'output' ? wire.to.node : wire.from.node)?.title ?? ''}`,
        detail: '',
        run: () => scene.workflow && this.#board.run(disconnect(scene.workflow, [wire.id])),
      })),
    ]);
  }

  /** Of the same type first, then free ones, then what lies near. */
  #rank(from: SceneNode, end: WireEnd, { other, to }: { readonly other: SceneNode; readonly to: WireEnd }): number {
    const [a, b] = [this.#board.scene.geometry(from.id), this.#board.scene.geometry(other.id)];
    const way = a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
    const taken = to.side === 'input' && other.wires.some((wire) => wire.to.input === to.name);
    return (this.#type(end) === this.#type(to) ? 0 : 2e6) + (taken ? 1e6 : 0) + Math.min(way, 9e5);
  }

  #note(from: WireEnd, to: WireEnd): string {
    const input = from.side === 'input' ? from : to;
    const node = this.#board.scene.nodes.get(input.node);
    const taken = node?.wires.some((wire) => wire.to.input === input.name) && !node.shape.inputs[input.name]?.list;
    return taken && to.side === 'input' ? 'in place of its wire' : '';
  }

  #type(end: WireEnd): string {
    const { workflow, types } = this.#board.scene;
    return workflow ? socketType(workflow, types, end) : 'any';
  }

  #connect(from: WireEnd, to: WireEnd): void {
    const { workflow, types } = this.#board.scene;
    if (workflow) this.#board.run(connect(workflow, types, from, to));
  }

  #search(from: WireEnd, at: Point): void {
    const place = from.side === 'output' ? { x: at.x + 80, y: at.y - 40 } : { x: at.x - 340, y: at.y - 40 };
    this.#board.editor.dialog.value = {
      kind: 'add-node',
      at: place,
      from,
      screen: this.#board.toClient(at),
      isAnywhere: true,
    };
  }

  #show(node: string, title: string, at: Point, choices: readonly Choice[]): void {
    this.#node = node;
    this.#typed = '';
    this.#choices = choices;
    this.#title.textContent = title;
    this.#list.replaceChildren(
      ...choices.map((choice, index) => {
        const dot = h('span', { class: 'canvas-list-dot' });
        if (choice.type !== undefined) dot.style.setProperty('--colour', `var(--socket-${choice.type}, var(--socket))`);
        const option = h(
          'div',
          {
            'class': 'canvas-list-option',
            'role': 'option',
            'id': `canvas-list-${index}`,
            'data-index': String(index),
          },
          dot,
          h('span', { class: 'canvas-list-text' }, choice.title),
          h('span', { class: 'canvas-list-detail' }, choice.detail),
        );
        option.classList.toggle('has-type', choice.type !== undefined);
        return option;
      }),
    );
    this.element.hidden = false;
    const screen = toScreen(this.#board.viewport(), at);
    const size = this.#board.size.peek();
    this.element.style.transform = `translate(${Math.max(8, Math.min(screen.x + 12, size.width - 320))}px, ${Math.max(8, Math.min(screen.y, size.height - 300))}px)`;
    this.#go(0);
    this.#list.focus({ preventScroll: true });
  }

  #go(index: number): void {
    this.#at = Math.max(0, Math.min(this.#choices.length - 1, index));
    for (const option of this.#list.children)
      option.setAttribute('aria-selected', String(Number((option as HTMLElement).dataset['index']) === this.#at));
    this.#list.setAttribute('aria-activedescendant', `canvas-list-${this.#at}`);
    this.#list.children[this.#at]?.scrollIntoView({ block: 'nearest' });
  }

  #choose(index: number): void {
    const choice = this.#choices[index];
    this.#close(true);
    choice?.run();
  }

  #close(back: boolean): void {
    if (this.element.hidden) return;
    this.element.hidden = true;
    if (back && this.#node !== undefined) this.#board.focusItem(this.#node);
  }

  #key(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const last = this.#choices.length - 1;
    if (event.key === 'ArrowDown') this.#go(this.#at === last ? 0 : this.#at + 1);
    else if (event.key === 'ArrowUp') this.#go(this.#at === 0 ? last : this.#at - 1);
    else if (event.key === 'Home') this.#go(0);
    else if (event.key === 'End') this.#go(last);
    else if (event.key === 'Enter' || (event.key === ' ' && event.timeStamp - this.#typedAt > TYPING))
      this.#choose(this.#at);
    else if (event.key === 'Escape' || event.key === 'Tab') this.#close(true);
    else if (event.key.length === 1) this.#seek(event);
  }

  /** Typed letters go to the first entry that has them. */
  #seek({ key, timeStamp }: KeyboardEvent): void {
    this.#typed = timeStamp - this.#typedAt < TYPING ? this.#typed + key.toLowerCase() : key.toLowerCase();
    this.#typedAt = timeStamp;
    const found = this.#choices.findIndex(({ title }) => title.toLowerCase().startsWith(this.#typed));
    const within =
      found >= 0 ? found : this.#choices.findIndex(({ title }) => title.toLowerCase().includes(this.#typed));
    if (within >= 0) this.#go(within);
  }
}
