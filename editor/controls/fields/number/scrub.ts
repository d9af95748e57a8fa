/** Dragging a number left and right. Pure: positions and keys in, values out. */
import { type NumberInput, sliderRange, snapped, stepOf } from './range.ts';

/** Pixels for one step, where no slider says how far its range goes. */
const PIXELS_PER_STEP = 4;
/** Before this many pixels it is still a click. */
export const SCRUB_START = 3;

export interface ScrubKeys {
  /** Shift: a tenth of the way, for the last digit. */
  readonly fine: boolean;
  /** Alt: ten times as far. */
  readonly coarse: boolean;
}

export function factorOf({ fine, coarse }: ScrubKeys): number {
  return fine ? 0.1 : coarse ? 10 : 1;
}

export interface Scrub {
  /** Moves on. @param dx pixels of the screen since the last call. */
  by(dx: number, keys: ScrubKeys): number;
}

/** @param width pixels of the screen a slider fills from its least to its largest value. */
export function beginScrub(input: NumberInput, start: number, width: number): Scrub {
  const range = sliderRange(input);
  const perPixel = range && width > 0 ? (range.max - range.min) / width : stepOf(input) / PIXELS_PER_STEP;
  let exact = start;
  return {
    by(dx, keys) {
      // Beyond the ends nothing piles up, so that the way back counts at once.
      exact = Math.min(input.max, Math.max(input.min, exact + dx * perPixel * factorOf(keys)));
      return snapped(input, exact, unitOf(input, keys));
    },
  };
}

/** The value some steps further, on the grid of steps. */
export function stepped(input: NumberInput, value: number, steps: number, keys: ScrubKeys): number {
  const unit = unitOf(input, keys);
  const by = input.kind === 'int' && keys.fine ? stepOf(input) : stepOf(input) * factorOf(keys);
  return snapped(input, value + steps * by, unit);
}

function unitOf(input: NumberInput, { fine }: ScrubKeys): number {
  return fine ? stepOf(input) / 10 : stepOf(input);
}
