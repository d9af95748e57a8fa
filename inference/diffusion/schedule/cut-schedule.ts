/** Parts of schedules: a run over some of the steps, which another run can go on from. */
import { InferenceError } from '../../errors.ts';
import { roundHalfToEven } from '../../rounding.ts';
import { isBelowPrevious, type Schedule, sigmaAt, stepCount } from './schedule.ts';

export interface CutOptions {
  /** Steps left out at the beginning. */
  readonly start: number;
  /** Steps up to the end of the part; more than there are: all. */
  readonly end: number;
  /** Whether a part that ends early leaves its noise; otherwise its last step goes on to sigma 0. */
  readonly keepsNoise: boolean;
}

/**
 * A part of a schedule. One that begins at its end or later has no steps: only its first sigma is left.
 * Source: `KSampler.sample`, comfy/samplers.py.
 */
export function cutSchedule(schedule: Schedule, { start, end, keepsNoise }: CutOptions): Schedule {
  const isEarly = end < stepCount(schedule);
  const kept = isEarly ? schedule.sigmas.slice(0, end + 1) : [...schedule.sigmas];
  if (isEarly && !keepsNoise) kept[kept.length - 1] = 0;
  return { ...schedule, sigmas: kept.slice(Math.min(start, kept.length - 1)) };
}

/** The step at which the last share of a schedule begins. Source: `SplitSigmasDenoise` of ComfyUI. */
export function stepOfShare(schedule: Schedule, share: number): number {
  const steps = stepCount(schedule);
  return steps - roundHalfToEven(steps * share);
}

/**
 * A schedule that begins at another noise level.
 * @throws InferenceError `invalid-input` of the field `sigma` unless it is above the second sigma.
 */
export function withFirstSigma(schedule: Schedule, sigma: number): Schedule {
  const [, second = 0] = schedule.sigmas;
  if (sigma > second) return { ...schedule, sigmas: [Math.fround(sigma), ...schedule.sigmas.slice(1)] };
  throw new InferenceError(
    'invalid-input',
    `The first sigma must be above the second, which is ${second}, got ${sigma}`,
    { field: 'sigma', expected: `above ${second}`, received: String(sigma) },
  );
}

/**
 * The sigmas of a text, such as `1, 0.9, 0.5, 0`: its numbers, whatever stands between them.
 * @throws InferenceError `invalid-input` of the field `sigmas` unless they fall strictly, from at most 1 to 0 or more.
 */
export function writtenSchedule(text: string): Schedule {
  const sigmas = (text.match(/[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/gi) ?? []).map((number) =>
    Math.fround(Number(number)),
  );
  if (sigmas.length > 0 && sigmas.every((sigma, i) => sigma >= 0 && sigma <= 1 && isBelowPrevious(sigmas, i)))
    return { sigmas };
  throw new InferenceError('invalid-input', `Sigmas must fall, from at most 1 to 0, got "${text}"`, {
    field: 'sigmas',
    expected: 'falling numbers from 0 to 1, such as 1, 0.9, 0.5, 0',
    received: text,
  });
}

/** What a latent at the end of a schedule is divided by: its share of the picture, 1 without noise left. */
export function signalAtEnd(schedule: Schedule): number {
  return Math.fround(1 - sigmaAt(schedule, stepCount(schedule)));
}
