/** The progress of a run as people follow it: which node works, how many of its steps are done, how long it will take. */
import type { RunEvent } from '../../run/events.ts';
import { TimeLeft } from './time-left.ts';

export interface ProgressState {
  /** Id of the node in the workflow. */
  readonly node: string;
  readonly value: number;
  readonly max: number;
  /** Seconds; undefined before the first step was computed. */
  readonly left: number | undefined;
}

export class Progress {
  readonly #times = new Map<string, TimeLeft>();
  /** Nodes of the workflow that work now, in order of start. */
  readonly #working = new Set<string>();

  get working(): readonly string[] {
    return [...this.#working];
  }

  /** Takes an event in; gives the state of the node whose steps advanced, if any. */
  take(event: RunEvent): ProgressState | undefined {
    switch (event.type) {
      case 'node-started':
        this.#working.add(topLevel(event.node));
        this.#timesOf(topLevel(event.node)).started();
        return undefined;
      case 'node-done':
      case 'node-failed':
      case 'node-cancelled':
      case 'node-skipped':
        this.#working.delete(event.node);
        return undefined;
      case 'node-progress': {
        const { node, value, max } = event;
        if (node !== topLevel(node)) return undefined;
        return { node, value, max, left: this.#timesOf(node).settled(max - value) };
      }
      default:
        return undefined;
    }
  }

  #timesOf(node: string): TimeLeft {
    let times = this.#times.get(node);
    if (!times) this.#times.set(node, (times = new TimeLeft()));
    return times;
  }
}

/** The node of the workflow that a node of an expansion belongs to. */
function topLevel(node: string): string {
  return node.split('/', 1)[0] ?? node;
}
