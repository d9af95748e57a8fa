/**
 * ComfyUI's `simple` schedule on a `ModelSamplingAuraFlow` model: the schedule of its Qwen-Image templates (shift 3.1,
 * or 3 for the Lightning LoRAs). It depends on no resolution and is not stretched to a terminal sigma, so a seed gives
 * another picture than with diffusers.
 *
 * Source: ComfyUI `simple_scheduler` and `KSampler.set_steps` in comfy/samplers.py, `ModelSamplingDiscreteFlow` in
 * comfy/model_sampling.py. Computed in float64, rounded once.
 */
import { InferenceError } from '../../errors.ts';
import { checkSteps, type Schedule } from './schedule.ts';

/** Number of sigmas the schedule picks from. */
const TABLE_SIZE = 1000;
/** ComfyUI takes a larger denoise for 1. */
const FULL_DENOISE = 0.9999;

export interface SimpleScheduleOptions {
  /** Model evaluations, 1 to 10,000. */
  readonly steps: number;
  /** `shift` of ModelSamplingAuraFlow, above 0. */
  readonly shift: number;
  /** Share of the schedule to run, above 0, at most 1: it is made longer, and its last `steps` are kept. */
  readonly denoise?: number;
}

/**
 * Builds the schedule.
 * @throws InferenceError `invalid-input` for a value out of range.
 */
export function simpleSchedule({ steps, shift, denoise = 1 }: SimpleScheduleOptions): Schedule {
  checkSteps(steps);
  checkRange('shift', shift, 0, 100);
  checkRange('denoise', denoise, 0, 1);
  const total = denoise > FULL_DENOISE ? steps : Math.trunc(steps / denoise);
  const sigmas = Array.from({ length: total }, (_value, index) => {
    const time = (TABLE_SIZE - Math.trunc((index * TABLE_SIZE) / total)) / TABLE_SIZE;
    return Math.fround((shift * time) / (1 + (shift - 1) * time));
  });
  return { sigmas: [...sigmas.slice(-steps), 0] };
}

function checkRange(field: string, value: number, above: number, max: number): void {
  if (value > above && value <= max) return;
  throw new InferenceError('invalid-input', `${field} must be above ${above} and at most ${max}, got ${value}`, {
    field,
    expected: `above ${above}, at most ${max}`,
    received: String(value),
  });
}
