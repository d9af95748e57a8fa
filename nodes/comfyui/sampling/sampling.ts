/** Samplers and schedulers by ComfyUI's names, and by ours. */
import type { Renamed } from '../../../engine/comfyui/define.ts';
import { combo, type ComboInput } from '../../../engine/comfyui/inputs.ts';
import { Untranslatable } from '../../../engine/comfyui/translate/wire.ts';
import { COMFYUI_CURVES, SAMPLERS } from '../../../inference/index.ts';

/** In the order of ComfyUI's menus as far as they are offered here. */
export const SAMPLER_NAMES = Object.keys(SAMPLERS);
export const SCHEDULER_NAMES = Object.keys(COMFYUI_CURVES);

export const samplerName: ComboInput = combo(SAMPLER_NAMES);
export const schedulerName: ComboInput = combo(SCHEDULER_NAMES);

/** A sampler that is offered. @throws Untranslatable naming those that are. */
export function ourSampler(name: unknown): string {
  if (typeof name === 'string' && SAMPLER_NAMES.includes(name)) return name;
  throw new Untranslatable(`asks for the sampler "${String(name)}"; there are ${SAMPLER_NAMES.join(', ')}`);
}

/** Samplers for which ComfyUI leaves out the sigma before the last. Source: comfy/samplers.py, KSampler. */
const DROPS_PENULTIMATE: readonly unknown[] = ['dpm_2', 'dpm_2_ancestral', 'uni_pc', 'uni_pc_bh2'];

export function dropsPenultimate(sampler: unknown): boolean {
  return DROPS_PENULTIMATE.includes(sampler);
}

/** The curve of a schedule by the name of their scheduler. */
export const curve: Required<Renamed> = {
  name: 'curve',
  ours(name) {
    if (typeof name === 'string' && SCHEDULER_NAMES.includes(name)) return `comfyui-${name.replaceAll('_', '-')}`;
    throw new Untranslatable(`asks for the scheduler "${String(name)}"; there are ${SCHEDULER_NAMES.join(', ')}`);
  },
  theirs: (name) => String(name).slice('comfyui-'.length).replaceAll('-', '_'),
};
