/** The values of a number that is dragged left or right. Pure: movements and keys in, values out. */
import { type NumberInput, sliderRange, snapped, stepOf } from './range.ts';

/** Pixels for one step of a number without a slider range. */
const PIXELS_PER_STEP = 4;
/** A press that moves fewer pixels than this is a click. */
export const SCRUB_START = 3;

export interface ScrubKeys {
  /** Shift: a tenth of the distance. */
  readonly fine: boolean;
  /** Alt: ten times the distance. */
  readonly coarse: boolean;
}

function factorOf({ fine, coarse }: ScrubKeys): number {
  if (fine) return 0.1;
  return coarse ? 10 : 1;
}

export interface Scrub {
  /** @param dx pixels of the screen since the last call. @returns the new value. */
  by(dx: number, keys: ScrubKeys): number;
}

/** @param width of a full slider, in pixels of the screen. */
export function beginScrub(input: NumberInput, start: number, width: number): Scrub {
  const range = sliderRange(input);
  const perPixel = range && width > 0 ? (range.max - range.min) / width : stepOf(input) / PIXELS_PER_STEP;
  let exact = start;
  return {
    by(dx, keys) {
      // Clamped at every move, so that coming back from beyond an end takes effect at once.
      exact = Math.min(input.max, Math.max(input.min, exact + dx * perPixel * factorOf(keys)));
      return snapped(input, exact, unitOf(input, keys));
    },
  };
}

/** The value a number of steps away, on the grid of steps. */
export function stepped(input: NumberInput, value: number, steps: number, keys: ScrubKeys): number {
  const unit = unitOf(input, keys);
  const by = input.kind === 'int' && keys.fine ? stepOf(input) : stepOf(input) * factorOf(keys);
  return snapped(input, value + steps * by, unit);
}

function unitOf(input: NumberInput, { fine }: ScrubKeys): number {
  return fine ? stepOf(input) / 10 : stepOf(input);
}
