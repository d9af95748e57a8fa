/**
 * Sockets a loose wire can go to light up, the others dim: on the elements there are, and on those that come into view.
 */
import type { WireEnd } from '../../document/graph/links.ts';
import type { Board } from '../board.ts';
import { fitTest } from '../gestures/fitting-sockets.ts';
import type { NodeView } from './node/node-view.ts';
import type { SceneNode } from '../scene/scene.ts';

export class Lights {
  readonly #board: Board;
  readonly #views: () => Iterable<NodeView>;
  #from: WireEnd | undefined;
  #fits: ((node: SceneNode, side: WireEnd['side'], name: string) => boolean) | undefined;

  constructor(board: Board, views: () => Iterable<NodeView>) {
    this.#board = board;
    this.#views = views;
  }

  set(from: WireEnd | undefined): void {
    this.#from = from;
    this.#fits = from && fitTest(this.#board.scene, from);
    for (const view of this.#views()) this.mark(view);
  }

  mark(view: NodeView): void {
    const id = view.element.dataset['node'] ?? '';
    const node = this.#board.scene.nodes.get(id);
    let any = false;
    for (const socket of view.rows.sockets()) {
      const side = socket.dataset['side'] === 'output' ? 'output' : 'input';
      const name = socket.dataset['name'] ?? '';
      const isOwn = this.#from?.node === id && this.#from.side === side && this.#from.name === name;
      const fits = node !== undefined && (isOwn || (this.#fits?.(node, side, name) ?? false));
      if (this.#fits) socket.dataset['fit'] = fits ? 'yes' : 'no';
      else delete socket.dataset['fit'];
      any ||= fits;
    }
    view.element.classList.toggle('is-unfit', this.#fits !== undefined && !any && id !== this.#from?.node);
  }

  /** The socket the wire would go to. */
  target(end: WireEnd | undefined): void {
    for (const view of this.#views()) {
      const isHere = view.element.dataset['node'] === end?.node;
      for (const socket of view.rows.sockets())
        socket.classList.toggle(
          'is-target',
          isHere && socket.dataset['side'] === end?.side && socket.dataset['name'] === end?.name,
        );
    }
  }
}
