/** What to tell the user of a schedule for a checkpoint that is distilled for noise levels of its own. */
import type { Schedule, Scheduler } from '../../inference/index.ts';

/**
 * @param whole the schedule before a strength cuts it.
 * @param steps that were asked for; undefined for a curve that is not the checkpoint's.
 * @returns undefined when there is nothing to tell.
 */
export function scheduleNote(
  { fixedSigmas }: Scheduler,
  { sigmas }: Schedule,
  steps: number | undefined,
): string | undefined {
  if (!fixedSigmas) return undefined;
  const count = fixedSigmas.length;
  if (fixedSigmas.some((sigma, i) => Math.fround(sigma) !== sigmas[i]) || sigmas.length !== count + 1)
    return (
      `The checkpoint is made for ${count} noise levels of its own, and these are others: pictures will be poor. ` +
      'Set "Curve" to checkpoint'
    );
  if (steps === undefined || steps === count) return undefined;
  return `The checkpoint has ${count} steps of its own: "Steps", set to ${steps}, is not used`;
}
