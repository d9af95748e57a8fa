/** The order of waiting runs. */
import type { RunInfo } from '../../../engine/protocol/index.ts';

/** The waiting runs, the next one first. */
export function waitingRuns(runs: readonly RunInfo[]): RunInfo[] {
  return runs.filter(({ state }) => state === 'queued').toSorted(byPlace);
}

function byPlace(a: RunInfo, b: RunInfo): number {
  return (a.position ?? 0) - (b.position ?? 0) || a.number - b.number;
}

/** A list with one entry moved. A place outside the list means its nearest end. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const rest = list.filter((_, index) => index !== from);
  const item = list[from];
  const place = Math.max(0, Math.min(to, rest.length));
  return item === undefined ? [...list] : [...rest.slice(0, place), item, ...rest.slice(place)];
}

/** Runs in the order of `order`, a list of ids, with runs that are not in it at the end. */
export function inOrder(runs: readonly RunInfo[], order: readonly string[] | undefined): RunInfo[] {
  if (!order) return [...runs];
  const place = new Map(order.map((id, index) => [id, index]));
  return runs.toSorted((a, b) => (place.get(a.id) ?? order.length) - (place.get(b.id) ?? order.length));
}

/** The place of a row whose middle is at `y`. @param middles of the other rows, in order. */
export function placeAt(y: number, middles: readonly number[]): number {
  return middles.filter((middle) => middle < y).length;
}
