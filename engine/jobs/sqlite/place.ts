/**
 * The place of a run among those that wait. Owners take turns within a priority, and a later priority waits for all
 * runs of an earlier one.
 *
 * Every waiting run has a position, and the lowest starts first; the older run where positions are equal. A position
 * counts rounds: an owner has one run in each round, so the runs of a new owner begin in the round that starts next and
 * not behind all others. These are the start tags of start-time fair queueing, with runs of equal cost (Goyal, Vin,
 * Cheng: "Start-time Fair Queueing", SIGCOMM 1996).
 *
 * Runs that somebody moved by hand keep their place: only a new run is placed here.
 */
import type { RunPriority } from '../../protocol/index.ts';

/** Bands of priorities. Their rounds begin so far apart that they never meet. */
const ROUNDS_OF_BAND = 2 ** 40;

const BANDS = { high: 1, normal: 0, low: -1 } as const satisfies Record<RunPriority, number>;

export function bandOf(priority: RunPriority = 'normal'): number {
  return BANDS[priority];
}

/** Undefined for the normal one, and for a band that does not exist. */
export function priorityOf(band: number): RunPriority | undefined {
  if (band === BANDS.high) return 'high';
  return band === BANDS.low ? 'low' : undefined;
}

/** Waiting runs of a band. */
export interface Waiting {
  /** The round that starts next: the lowest position, of runs that were not moved ahead of the band. */
  readonly next: number | null;
  /** The last round of the owner. */
  readonly last: number | null;
}

/** The first position of a band. */
export function firstRound(band: number): number {
  return 0 - band * ROUNDS_OF_BAND;
}

/** The position of a new run. */
export function placeOf(band: number, { next, last }: Waiting): number {
  return Math.max(firstRound(band), next ?? -Infinity, last === null ? -Infinity : last + 1);
}
