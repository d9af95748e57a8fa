/** What Schedule and Denoise say, in ComfyUI's terms. */
import { type Out, type Ours, Unwritable } from '../../../engine/comfyui/export/ours.ts';
import { curve, SAMPLER_NAMES, SCHEDULER_NAMES } from './sampling.ts';

/** The sampler of a denoise loop. Notes what ComfyUI has no counterpart for. @throws Unwritable */
export function writeSampler(denoise: Ours): string {
  // Both are the same numbers, but for layers.
  denoise.expect('noise', denoise.literal('noise') === 'comfyui' ? 'comfyui' : 'float32');
  denoise.expect('addNoise', true);
  denoise.expect('stepCache', 'off');
  denoise.imply('stepCacheThreshold', 'parity', 'maskRule');
  const sampler = denoise.literal('sampler');
  if (typeof sampler === 'string' && SAMPLER_NAMES.includes(sampler)) return sampler;
  throw new Unwritable(`node "${denoise.id}", sampler: ComfyUI has no "${String(sampler)}"`);
}

export interface Guidance {
  readonly cfg: unknown;
  readonly positive: unknown;
  readonly negative: unknown;
}

/** Guidance by a negative prompt. Theirs needs one also where it does not count. */
export function writeGuidance(denoise: Ours): Guidance {
  const positive = denoise.value('positive');
  const negative = denoise.value('negative');
  const guidance = negative === undefined ? 1 : denoise.value('guidance');
  if (guidance === 1) denoise.imply('rescale', 'guidance');
  else denoise.expect('rescale', false);
  return { cfg: guidance, positive, negative: negative ?? positive };
}

export interface Levels {
  readonly model: unknown;
  readonly scheduler: string;
  readonly steps: unknown;
  readonly denoise: unknown;
}

/**
 * A schedule as BasicScheduler and KSampler describe it.
 * @param denoise the loop that it is written with, if one: its transformer counts.
 * @throws Unwritable for other curves.
 */
export function writeLevels(schedule: Ours, out: Out, denoise?: Ours): Levels {
  const chosen = schedule.literal('curve');
  const theirs = curve.theirs(chosen);
  if (typeof chosen !== 'string' || !chosen.startsWith('comfyui-') || !SCHEDULER_NAMES.includes(String(theirs))) {
    throw new Unwritable(
      `node "${schedule.id}", curve: "${String(chosen)}" has no counterpart in ComfyUI; choose one of its own, ` +
        `such as comfyui-simple (--set ${schedule.id}.curve=comfyui-simple)`,
    );
  }
  schedule.expect('strength', 1);
  schedule.imply('scheduler', 'latent', 'sigmas');
  const transformer = denoise?.value('transformer') ?? schedule.value('transformer');
  schedule.imply('transformer');
  // 0 is the shift that the transformer carries.
  const shift = schedule.value('shift');
  const model = shift === 0 ? transformer : out.add('ModelSamplingAuraFlow', { model: transformer, shift }).out(0);
  return { model, scheduler: String(theirs), steps: schedule.value('steps'), denoise: schedule.value('denoise') };
}
