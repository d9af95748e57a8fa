/** The inputs of a step cache, of a denoise loop and of its steps. */
import type { ChoiceInput, FloatInput } from '../../engine/graph/input.ts';
import { FEWEST_CACHED_STEPS, InferenceError } from '../../inference/index.ts';

export const STEP_CACHE = {
  kind: 'choice',
  options: ['off', 'first-block', 'forecast'],
  default: 'off',
  title: 'Step cache',
  tooltip:
    'Faster and less exact: steps in which the first block changes little take the rest from an earlier step ' +
    `(first-block), or from where the last two were heading (forecast). For ${FEWEST_CACHED_STEPS} steps or more.`,
  advanced: true,
} as const satisfies ChoiceInput;

export const STEP_CACHE_THRESHOLD = {
  kind: 'float',
  min: 0,
  max: 1,
  step: 0.01,
  default: 0.1,
  title: 'Step cache threshold',
  tooltip: 'How much the first block may change before a step runs whole: more is faster and less exact.',
  advanced: true,
} as const satisfies FloatInput;

/**
 * Refuses a step cache for a schedule that is too short for one.
 * @param steps undefined when they are not known yet.
 */
export function refuseShortSchedule(stepCache: unknown, steps: number | undefined): void {
  if (stepCache === 'off' || steps === undefined || steps >= FEWEST_CACHED_STEPS) return;
  throw new InferenceError(
    'invalid-input',
    `A step cache needs ${FEWEST_CACHED_STEPS} steps or more, and the schedule has ${steps}: ` +
      'set "Step cache" to off, or raise "Steps"',
    { field: 'stepCache', expected: `${FEWEST_CACHED_STEPS} steps or more`, received: `${steps}` },
  );
}
