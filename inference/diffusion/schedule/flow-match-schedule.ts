/**
 * The schedule of the reference pipelines: evenly spaced sigmas, bent towards noise (more for larger pictures), then
 * stretched so that the last step starts from a fixed low sigma. Rounded to float32 at every operation, as there.
 *
 * Sources: diffusers `set_timesteps`, `time_shift` and `stretch_shift_to_terminal` in
 * scheduling_flow_match_euler_discrete.py; `calculate_shift` in pipeline_qwenimage.py; the layered variant in
 * pipeline_qwenimage_layered.py. Shifting: Esser et al., "Scaling Rectified Flow Transformers for High-Resolution Image
 * Synthesis", 2024, section 5.3.2.
 */
import { InferenceError } from '../../errors.ts';
import { checkSteps, isBelowPrevious, type Schedule } from './schedule.ts';
import type { SchedulerConfig } from './scheduler-config.ts';

export interface FlowMatchOptions {
  /** Model evaluations, 1 to 10,000; ignored when `sigmas` are given. */
  readonly steps: number;
  /** Tokens of the target picture after packing, height * width / (8 * 2)^2. Reference pictures do not count. */
  readonly imageTokens: number;
  /**
   * Sigmas before shifting and stretching, without the final 0: diffusers' `sigmas` argument. Default: evenly spaced.
   */
  readonly sigmas?: readonly number[];
  /** Layered pictures space sigmas down to 0 and take the square root of the token ratio as shift. */
  readonly variant?: 'standard' | 'layered';
}

const f32 = Math.fround;

/**
 * Builds the schedule. One step from sigma 1 cannot be stretched (the reference divides 0 by 0 and returns NaN): it
 * stays [1, 0].
 * @throws InferenceError `invalid-input` for steps or sigmas out of range, and for a scheduler config that bends them
 *   out of [0, 1].
 */
export function flowMatchSchedule(config: SchedulerConfig, options: FlowMatchOptions): Schedule {
  const { imageTokens, variant = 'standard' } = options;
  const raw = options.sigmas === undefined ? evenSigmas(options.steps, variant) : checkedSigmas(options.sigmas);
  const mu = config.useDynamicShifting ? shiftFor(config, imageTokens, variant) : undefined;
  const bent = raw.map(mu === undefined ? constantShift(config.shift) : dynamicShift(config.timeShiftType, mu));
  const sigmas = [...stretch(bent, config.shiftTerminal), 0];
  const shift = mu === undefined ? config.shift : config.timeShiftType === 'exponential' ? Math.exp(mu) : mu;
  if (sigmas.every((sigma) => sigma >= 0 && sigma <= 1)) return { sigmas, shift };
  throw new InferenceError(
    'invalid-input',
    `The scheduler config bends the schedule out of 0 to 1: [${sigmas.join(', ')}]. Are its shifts right?`,
    { field: 'scheduler', expected: 'sigmas from 0 to 1', received: `[${sigmas.join(', ')}]` },
  );
}

/**
 * The shift mu for a picture: linear in its tokens, or, layered, the square root of their ratio to the base.
 * @param imageTokens tokens of the target picture after packing
 */
export function shiftFor(config: SchedulerConfig, imageTokens: number, variant: 'standard' | 'layered'): number {
  if (variant === 'layered') return Math.sqrt(imageTokens / config.baseImageTokens);
  const slope = (config.maxShift - config.baseShift) / (config.maxImageTokens - config.baseImageTokens);
  return imageTokens * slope + (config.baseShift - slope * config.baseImageTokens);
}

/** 1 down to 1/steps, or, layered, 1 down to the sigma before 0. */
function evenSigmas(steps: number, variant: 'standard' | 'layered'): readonly number[] {
  checkSteps(steps);
  const last = variant === 'layered' ? 0 : 1 / steps;
  const intervals = variant === 'layered' ? steps : Math.max(steps - 1, 1);
  const stride = (last - 1) / intervals;
  return Array.from({ length: steps }, (_value, index) => f32(index === intervals ? last : 1 + index * stride));
}

/** exponential: e^mu / (e^mu + (1/s - 1)); linear: mu / (mu + (1/s - 1)). */
function dynamicShift(type: SchedulerConfig['timeShiftType'], mu: number): (sigma: number) => number {
  const weight = f32(type === 'exponential' ? Math.exp(mu) : mu);
  return (sigma) => f32(weight / f32(weight + f32(f32(1 / sigma) - 1)));
}

/** shift * s / (1 + (shift - 1) * s). */
function constantShift(shift: number): (sigma: number) => number {
  return (sigma) => f32(f32(shift * sigma) / f32(1 + f32(f32(shift - 1) * sigma)));
}

/** Stretches 1 - s so that the last sigma becomes `terminal`. */
function stretch(sigmas: readonly number[], terminal: number | undefined): readonly number[] {
  const last = sigmas.at(-1);
  if (terminal === undefined || last === undefined || last === 1) return sigmas;
  const lastRest = f32(1 - last);
  const scale = f32(lastRest / f32(1 - terminal));
  return sigmas.map((sigma) => f32(1 - f32(f32(1 - sigma) / scale)));
}

function checkedSigmas(sigmas: readonly number[]): readonly number[] {
  checkSteps(sigmas.length);
  const falls = sigmas.every((sigma, index) => sigma > 0 && sigma <= 1 && isBelowPrevious(sigmas, index));
  if (falls) return sigmas.map(f32);
  const received = `[${sigmas.join(', ')}]`;
  throw new InferenceError('invalid-input', `Sigmas must fall strictly, above 0 and at most 1, got ${received}`, {
    field: 'sigmas',
    expected: 'strictly falling numbers above 0, at most 1',
    received,
  });
}
