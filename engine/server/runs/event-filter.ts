/** Reduces the events of a run to those clients need. */
import type { RunEventBody } from '../../protocol/index.ts';

/** Milliseconds between steps of a node that are sent to clients. */
const STEP_INTERVAL = 50;

export class EventFilter {
  /** When the last step of each node was sent, in milliseconds. */
  readonly #steps = new Map<string, number>();

  /**
   * False for queueing and progress of an expansion's children, which show in the expanded node, and for steps that
   * follow each other too quickly. The last step of a node always counts.
   */
  isWorthSending(event: RunEventBody): boolean {
    if (event.type === 'node-queued') return !event.node.includes('/');
    if (event.type !== 'node-progress') return true;
    if (event.node.includes('/')) return false;
    const now = performance.now();
    const previous = this.#steps.get(event.node) ?? -Infinity;
    if (event.value < event.max && now - previous < STEP_INTERVAL) return false;
    this.#steps.set(event.node, now);
    return true;
  }
}

/** The event without the pixels of previews and the digests of results. */
export function withoutPixels(event: RunEventBody): RunEventBody {
  if (event.type === 'node-progress') {
    const { type, node, value, max, text } = event;
    return { type, node, value, max, ...(text === undefined ? {} : { text }) };
  }
  if (event.type !== 'node-done') return event;
  const { type, node, origin, seconds, match } = event;
  return { type, node, origin, seconds, ...(match ? { match } : {}) };
}
