/** What has become of one node of a prompt: the work of the nodes of ours that stand for it, taken together. */
import type { NodeForecast } from '../../../run/events.ts';
import { ownNode, type ShapeNode } from './prompt-shape.ts';

export class NodeWork {
  readonly node: ShapeNode;
  /** Whether clients know that it started. */
  isShown = false;
  isFinished = false;
  /** Whether any node of ours started to work. */
  isBegun = false;
  /** Nodes of ours that have to be computed, by their ids in events. */
  readonly #open = new Set<string>();
  /** How many copies there are of a node of ours, by the id without the number of the copy. */
  readonly #copies = new Map<string, number>();
  /** Progress of each node of ours, by id in events. */
  readonly #done = new Map<string, number>();
  #isForecast = false;
  #value = 0;
  #max = 1;

  constructor(node: ShapeNode) {
    this.node = node;
  }

  get value(): number {
    return this.isFinished ? this.#max : this.#value;
  }

  get max(): number {
    return this.#max;
  }

  /** Whether nothing has to be computed for it. Also true for a node that only carries values. */
  get isKnown(): boolean {
    return !this.isBegun && this.#open.size === 0 && (this.#isForecast || !this.node.isOurs);
  }

  /** Whether all of its nodes are computed. */
  get isDone(): boolean {
    return this.isBegun && this.#open.size === 0;
  }

  /** Whether nodes that read it need not wait for it. */
  get isPassable(): boolean {
    return this.#open.size === 0;
  }

  /** A node of ours, as it is foreseen before anything is computed. */
  expect(forecast: NodeForecast): void {
    // One that may be needed is unknown until it is asked for.
    if (forecast.action === 'maybe') return;
    this.#isForecast = true;
    const own = ownNode(forecast.node);
    this.#copies.set(own, (this.#copies.get(own) ?? 0) + 1);
    if (forecast.action === 'run' && !isLookup(forecast)) this.#open.add(forecast.node);
  }

  /** A node of ours has to be computed. */
  require(node: string): void {
    if (!this.isKnown) this.#open.add(node);
  }

  completed(node: string): void {
    this.#open.delete(node);
  }

  /**
   * Notes the progress of a node of ours. Copies of one node count together, as a batch is one for clients.
   * @returns whether that is another step.
   */
  progressed(node: string, value: number, max: number): boolean {
    const own = ownNode(node);
    this.#done.set(node, Math.floor(value));
    const before = [this.#value, this.#max];
    this.#value = 0;
    for (const [each, steps] of this.#done) if (ownNode(each) === own) this.#value += steps;
    this.#max = max * (this.#copies.get(own) ?? 1);
    return this.#value > 0 && (this.#value !== before[0] || this.#max !== before[1]);
  }
}

/** A node that is never kept, because it only looks up a file, and that this workflow has run before. */
function isLookup(forecast: NodeForecast & { readonly action: 'run' }): boolean {
  return forecast.why.kind === 'never-kept' && forecast.seconds !== undefined;
}
