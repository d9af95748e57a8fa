/** Predicts how long a piece of work takes, from samples of similar work. */

/** Work that was done. */
export interface SpeedSample {
  /** Floating-point operations, or any other measure that work of its kind shares. */
  readonly amount: number;
  readonly seconds: number;
}

/** Sizes that differ by at most this factor run at one speed; larger work runs faster, and lets memory set the pace. */
const SIMILAR = 1.5;

/** A sample that took this many times as long as most is an accident, such as a machine that slept. */
const ACCIDENT = 3;

/**
 * Seconds for an amount of work, at the mean speed of the samples whose size is nearest, accidents left out. The mean,
 * because many steps take many times the mean, and on a busy machine that is more than the median.
 * @param samples of one kind of work, in any order.
 * @returns undefined without samples.
 */
export function predictSeconds(samples: readonly SpeedSample[], amount: number): number | undefined {
  const distance = (sample: SpeedSample): number => Math.abs(Math.log(sample.amount / amount));
  const nearest = Math.min(...samples.map(distance));
  const similar = samples.filter((sample) => distance(sample) <= nearest + Math.log(SIMILAR));
  const paces = similar.map((sample) => sample.seconds / sample.amount).toSorted((a, b) => a - b);
  const middle = paces[(paces.length - 1) >> 1];
  if (middle === undefined) return undefined;
  const usual = paces.filter((pace) => pace <= middle * ACCIDENT);
  return (usual.reduce((sum, pace) => sum + pace, 0) / usual.length) * amount;
}
