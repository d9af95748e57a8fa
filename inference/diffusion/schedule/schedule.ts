/**
 * A schedule: the noise levels a picture passes through. Sigma 1 is pure noise, sigma 0 the picture. The flow-match
 * model predicts the velocity at every sigma but the last, and Euler's method steps from one to the next.
 */
import { InferenceError } from '../../errors.ts';

export interface Schedule {
  /** Falling noise levels in [0, 1], one more than there are steps; float32 values. */
  readonly sigmas: readonly number[];
  /**
   * How far the schedule is bent towards noise: sigma of time t is shift * t / (1 + (shift - 1) * t). Some samplers ask
   * for the sigma of a time. Default: 1.
   */
  readonly shift?: number;
}

/** Most steps of a schedule: ComfyUI's limit. */
export const MAX_STEPS = 10_000;

/** The reference multiplies sigmas by this and divides them again. */
const TRAIN_TIMESTEPS = 1000;

/**
 * The timestep of the model at step `index`, in [0, 1]. The reference multiplies sigma by 1000 and divides it again in
 * float32 (`timestep / 1000`, pipeline_qwenimage.py), which changes the last bit of some.
 */
export function modelTimestep(schedule: Schedule, index: number): number {
  return Math.fround(Math.fround(sigmaAt(schedule, index) * TRAIN_TIMESTEPS) / TRAIN_TIMESTEPS);
}

/** Whether a sigma is smaller than the one before it; the first one always is. */
export function isBelowPrevious(sigmas: readonly number[], index: number): boolean {
  const [previous, sigma] = [sigmas[index - 1], sigmas[index]];
  return previous === undefined || (sigma !== undefined && sigma < previous);
}

/**
 * Sigma number `index`, 0 for the first.
 * @throws RangeError outside of the schedule.
 */
export function sigmaAt(schedule: Schedule, index: number): number {
  const sigma = schedule.sigmas[index];
  if (sigma === undefined)
    throw new RangeError(`The schedule has ${schedule.sigmas.length} sigmas, there is none at index ${index}`);
  return sigma;
}

/** Number of model evaluations, one a step. */
export function stepCount(schedule: Schedule): number {
  return schedule.sigmas.length - 1;
}

/**
 * A schedule of given sigmas as they are; a final 0 is appended when it is missing.
 * @throws InferenceError `invalid-input` unless the sigmas fall strictly, within [0, 1], and leave at least one step.
 */
export function customSchedule(sigmas: readonly number[]): Schedule {
  const complete = (sigmas.at(-1) === 0 ? sigmas : [...sigmas, 0]).map(Math.fround);
  const falls = complete.every((sigma, index) => sigma >= 0 && sigma <= 1 && isBelowPrevious(complete, index));
  if (complete.length >= 2 && falls) return { sigmas: complete };
  const received = `[${sigmas.join(', ')}]`;
  throw new InferenceError(
    'invalid-input',
    `Custom sigmas must fall from at most 1 to 0, with at least one above 0, got ${received}`,
    {
      field: 'sigmas',
      expected: 'strictly falling numbers from 0 to 1',
      received,
    },
  );
}

/**
 * The part of a schedule that an image-to-image run goes through. Strength 1 is all of it; a smaller one starts later,
 * from a picture with less noise. Source: `get_timesteps`, pipeline_qwenimage_img2img.py.
 * @param strength above 0, at most 1
 * @throws InferenceError `invalid-input` for a strength out of range, or one so small that no step is left.
 */
export function startAtStrength(schedule: Schedule, strength: number): Schedule {
  const steps = stepCount(schedule);
  const start = steps - stepsAtStrength(steps, strength);
  if (strength > 0 && strength <= 1 && start < steps) return { ...schedule, sigmas: schedule.sigmas.slice(start) };
  throw new InferenceError(
    'invalid-input',
    `The strength must be above 0 and at most 1, and leave at least one of ${steps} steps, got ${strength}`,
    { field: 'strength', expected: 'above 0, at most 1', received: String(strength) },
  );
}

/** The steps that a strength in [0, 1] leaves of a schedule. */
export function stepsAtStrength(steps: number, strength: number): number {
  return steps - Math.trunc(Math.max(steps - Math.min(steps * strength, steps), 0));
}

/**
 * Refuses a step count no schedule can have.
 * @throws InferenceError `invalid-input`.
 */
export function checkSteps(steps: number): void {
  if (Number.isSafeInteger(steps) && steps >= 1 && steps <= MAX_STEPS) return;
  throw new InferenceError(
    'invalid-input',
    `The number of steps must be a whole number from 1 to ${MAX_STEPS}, got ${steps}`,
    {
      field: 'steps',
      expected: `1 to ${MAX_STEPS}`,
      received: String(steps),
    },
  );
}
