/**
 * Schedules as ComfyUI's KSampler makes them on a `ModelSamplingAuraFlow` model: shift 3.1 in its Qwen-Image templates,
 * or 3 for the Lightning LoRAs. They depend on no resolution and are not stretched to a terminal sigma, so a seed
 * gives another picture than with diffusers.
 *
 * Source: ComfyUI `KSampler.set_steps` and `calculate_sigmas` in comfy/samplers.py.
 */
import { InferenceError } from '../../errors.ts';
import { COMFYUI_CURVES, type ComfyuiCurve } from './comfyui-curves.ts';
import { checkSteps, type Schedule } from './schedule.ts';

/** Number of sigmas of a `ModelSamplingAuraFlow` model. */
export const AURA_FLOW_LEVELS = 1000;

/** ComfyUI takes a larger denoise for 1. */
const FULL_DENOISE = 0.9999;

export interface ComfyuiScheduleOptions {
  /** Default: simple, the scheduler of its templates. */
  readonly curve?: ComfyuiCurve;
  /** Model evaluations, 1 to 10,000. */
  readonly steps: number;
  /** `shift` of ModelSamplingAuraFlow, above 0. */
  readonly shift: number;
  /** Sigmas that the curve picks from; default: 1,000, those of ModelSamplingAuraFlow. */
  readonly levels?: number;
  /** Share of the schedule to run, above 0, at most 1: it is made longer, and its last `steps` are kept. */
  readonly denoise?: number;
  /** Makes a step more and leaves out the sigma before 0, as KSampler does for dpm_2 and uni_pc. */
  readonly dropsPenultimate?: boolean;
}

/**
 * Builds the schedule. Two of the curves may have a step more or less than asked: ddim_uniform and beta.
 * @throws InferenceError `invalid-input` for a value out of range.
 */
export function comfyuiSchedule(options: ComfyuiScheduleOptions): Schedule {
  const { curve = 'simple', steps, shift, levels = AURA_FLOW_LEVELS, denoise = 1 } = options;
  const { dropsPenultimate = false } = options;
  checkSteps(steps);
  checkRange('shift', shift, 0, 100);
  checkRange('denoise', denoise, 0, 1);
  const total = denoise > FULL_DENOISE ? steps : Math.trunc(steps / denoise);
  const sigmas = COMFYUI_CURVES[curve](dropsPenultimate ? total + 1 : total, { shift, levels }).map(Math.fround);
  const kept = dropsPenultimate && sigmas.length > 1 ? sigmas.slice(0, -1) : sigmas;
  return { sigmas: [...(denoise > FULL_DENOISE ? kept : kept.slice(-steps)), 0], shift };
}

function checkRange(field: string, value: number, above: number, max: number): void {
  if (value > above && value <= max) return;
  throw new InferenceError('invalid-input', `${field} must be above ${above} and at most ${max}, got ${value}`, {
    field,
    expected: `above ${above}, at most ${max}`,
    received: String(value),
  });
}
