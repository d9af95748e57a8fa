/** Follows a run: which nodes are working, how many steps are done, and how long the rest takes. */
import type { RunEvent } from '../../run/events.ts';
import { TimeLeft } from './time-left.ts';

export interface ProgressState {
  /** Id of the node in the workflow. */
  readonly node: string;
  /** Steps done, with the part of the present one that is done. */
  readonly value: number;
  /** Steps in all. */
  readonly max: number;
  /** Seconds for the remaining steps; undefined without a forecast before the first step was computed. */
  readonly left: number | undefined;
}

export class Progress {
  readonly #times = new Map<string, TimeLeft>();
  /** Seconds of nodes, by the forecast. */
  readonly #expected = new Map<string, number>();
  /** Nodes of the workflow being computed, in the order they started. */
  readonly #working = new Set<string>();

  get working(): readonly string[] {
    return [...this.#working];
  }

  /** @returns the state of the node whose steps advanced with the event, if any. */
  take(event: RunEvent): ProgressState | undefined {
    switch (event.type) {
      case 'run-forecast':
        for (const node of event.forecast.nodes)
          if (node.action === 'run' && node.seconds !== undefined) this.#expected.set(node.node, node.seconds);
        return undefined;
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
        return { node, value, max, left: this.#timesOf(node).advanced(value, max) };
      }
      default:
        return undefined;
    }
  }

  #timesOf(node: string): TimeLeft {
    const times = this.#times.get(node) ?? new TimeLeft(this.#expected.get(node));
    this.#times.set(node, times);
    return times;
  }
}

/** How far a node is: `3.4/20` for steps, `40 %` for a node that is one step. */
export function stepsText({ value, max }: Pick<ProgressState, 'value' | 'max'>, between: string): string {
  return max === 1 ? `${Math.floor(value * 100)} %` : `${Math.floor(value * 10) / 10}${between}${max}`;
}

/** The node of the workflow that a nested node belongs to: ids of nested nodes are paths. */
function topLevel(node: string): string {
  return node.split('/', 1)[0] ?? node;
}
