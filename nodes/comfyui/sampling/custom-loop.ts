/** Loops over a schedule that other nodes made. */
import type { Draft } from '../../../engine/comfyui/translate/draft.ts';
import { type Given, type Wire, wire } from '../../../engine/comfyui/translate/wire.ts';
import { denoised, type Loop } from './loop.ts';

export type CustomLoop = Omit<Loop, 'latent' | 'schedule'>;

/** Nodes of ours whose schedules may end above 0. */
const PARTIAL = ['split-schedule', 'cut-schedule', 'written-schedule'];

/** The outputs `output` and `denoised_output`, which is the same at the end of a whole schedule, and not known else. */
export function customWires(given: Given, draft: Draft, loop: CustomLoop): readonly Wire[] {
  const latent = denoised(draft, { ...loop, latent: given.value('latent_image'), schedule: given.value('sigmas') });
  return [wire(latent), given.leadsTo('sigmas', PARTIAL) ? {} : wire(latent)];
}
