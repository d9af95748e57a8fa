/** The schedule that a checkpoint was made for: noise levels of its own, or any number of steps by its config. */
import { flowMatchSchedule, type FlowMatchOptions } from './flow-match-schedule.ts';
import { customSchedule, type Schedule } from './schedule.ts';
import type { Scheduler } from './scheduler-config.ts';

/**
 * Builds the schedule. A checkpoint with noise levels of its own ignores `steps`.
 * Source: `sample_sigmas` in diffusers pipeline_qwenimage21.py, which bypasses every shift.
 * @throws InferenceError as {@link flowMatchSchedule} and {@link customSchedule}.
 */
export function checkpointSchedule(
  scheduler: Scheduler,
  { steps, imageTokens }: Pick<FlowMatchOptions, 'steps' | 'imageTokens'>,
): Schedule {
  const { fixedSigmas, variant } = scheduler;
  return fixedSigmas ? customSchedule(fixedSigmas) : flowMatchSchedule(scheduler, { steps, imageTokens, variant });
}

/** Steps of {@link checkpointSchedule}. */
export function checkpointSteps({ fixedSigmas }: Scheduler, steps: number): number {
  return fixedSigmas?.length ?? steps;
}
