/** The order of waiting runs. */
import type { RunInfo } from '../../../engine/protocol/index.ts';

/** Runs that wait, the next first. */
export function waitingRuns(runs: readonly RunInfo[]): RunInfo[] {
  return runs.filter(({ state }) => state === 'queued').toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0));
}

/** The list with one entry at another place; a place outside of the list is its nearest end. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const rest = list.filter((_, index) => index !== from);
  const item = list[from];
  const place = Math.max(0, Math.min(to, rest.length));
  return item === undefined ? [...list] : [...rest.slice(0, place), item, ...rest.slice(place)];
}

/** Runs as they were ordered here while the server has not said so yet; those that came meanwhile are behind. */
export function inOrder(runs: readonly RunInfo[], order: readonly string[] | undefined): RunInfo[] {
  if (!order) return [...runs];
  const place = new Map(order.map((id, index) => [id, index]));
  return runs.toSorted((a, b) => (place.get(a.id) ?? order.length) - (place.get(b.id) ?? order.length));
}

/** Where a row goes whose middle is at `y`. @param middles of the other rows, in their order. */
export function placeAt(y: number, middles: readonly number[]): number {
  return middles.filter((middle) => middle < y).length;
}
