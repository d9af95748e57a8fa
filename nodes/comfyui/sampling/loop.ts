/** Schedules and denoise loops that follow ComfyUI's conventions. */
import type { Draft } from '../../../engine/comfyui/translate/draft.ts';
import type { Given, Native } from '../../../engine/comfyui/translate/wire.ts';
import { curve } from './sampling.ts';

/** Inputs that every denoise loop of theirs has in ours. */
const COMFYUI = { rescale: false, parity: 'comfyui', noise: 'comfyui', maskRule: 'comfyui' } as const;

/** A schedule by the widgets `scheduler`, `steps` and `denoise`. @param more inputs of ours. */
export function scheduled(given: Given, draft: Draft, more: Readonly<Record<string, Native>> = {}): Native {
  const schedule = draft.add('schedule', {
    transformer: given.value('model'),
    steps: given.value('steps'),
    curve: curve.ours(given.constant('scheduler')),
    shift: 0,
    ...more,
  });
  return schedule.out('schedule');
}

export interface Loop {
  readonly transformer: Native;
  readonly latent: Native;
  readonly positive: Native;
  readonly negative?: Native;
  readonly schedule: Native;
  readonly seed: Native;
  /** Default: true. */
  readonly addNoise?: Native;
  readonly guidance: Native;
  readonly sampler: Native;
}

/** @returns the latent. */
export function denoised(draft: Draft, loop: Loop): Native {
  return draft.add('denoise', { ...loop, ...COMFYUI }).out('latent');
}
