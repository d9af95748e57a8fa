/** Lights up the sockets a loose wire can be connected to and dims the others, also on elements that are made later. */
import type { WireEnd } from '../../document/graph/links.ts';
import type { Board } from '../board.ts';
import { type FitTest, fitTest } from '../gestures/fitting-sockets.ts';
import { endOf } from './node/sockets.ts';
import type { NodeView } from './node/node-view.ts';

export class Lights {
  readonly #board: Board;
  readonly #views: () => Iterable<NodeView>;
  #from: WireEnd | undefined;
  #fits: FitTest | undefined;

  /** @param views gives the elements of nodes. */
  constructor(board: Board, views: () => Iterable<NodeView>) {
    this.#board = board;
    this.#views = views;
  }

  /** Lights up the sockets that fit an end; without an end, all sockets look as usual. */
  set(from: WireEnd | undefined): void {
    this.#from = from;
    this.#fits = from && fitTest(this.#board.scene, from);
    for (const view of this.#views()) this.mark(view);
  }

  /** Marks the sockets of one element. */
  mark(view: NodeView): void {
    const id = view.element.dataset['node'] ?? '';
    let any = false;
    for (const socket of view.rows.sockets()) {
      const fits = this.#isLit({ node: id, ...endOf(socket) });
      if (this.#fits) socket.dataset['fit'] = fits ? 'yes' : 'no';
      else delete socket.dataset['fit'];
      any ||= fits;
    }
    view.element.classList.toggle('is-unfit', this.#fits !== undefined && !any && id !== this.#from?.node);
  }

  #isLit({ node: id, side, name }: WireEnd): boolean {
    const node = this.#board.scene.nodes.get(id);
    if (!node) return false;
    const isOwn = this.#from?.node === id && this.#from.side === side && this.#from.name === name;
    return isOwn || (this.#fits?.(node, side, name) ?? false);
  }

  /** Marks the socket the wire would be connected to. */
  target(end: WireEnd | undefined): void {
    for (const view of this.#views()) {
      const isHere = view.element.dataset['node'] === end?.node;
      for (const socket of view.rows.sockets()) {
        const { side, name } = endOf(socket);
        socket.classList.toggle('is-target', isHere && side === end?.side && name === end?.name);
      }
    }
  }
}
