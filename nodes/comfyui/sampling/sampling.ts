/** Samplers and schedulers by ComfyUI's names, and by ours. */
import type { Renamed } from '../../../engine/comfyui/define.ts';
import { combo, type ComboInput } from '../../../engine/comfyui/inputs.ts';
import { Untranslatable } from '../../../engine/comfyui/translate/wire.ts';
import { COMFYUI_CURVES, SAMPLERS } from '../../../inference/index.ts';

/** The order of ComfyUI's menu; the ones it offers that are not here are left out. */
const ORDER = [
  'euler',
  'euler_cfg_pp',
  'euler_ancestral',
  'heun',
  'dpm_2',
  'lms',
  'dpmpp_2s_ancestral',
  'dpmpp_sde',
  'dpmpp_2m',
  'dpmpp_2m_sde',
  'dpmpp_3m_sde',
  'lcm',
  'ipndm',
  'deis',
  'res_multistep',
  'res_multistep_ancestral',
  'gradient_estimation',
  'er_sde',
  'seeds_2',
  'sa_solver',
  'ddim',
  'uni_pc',
  'uni_pc_bh2',
];

/** Samplers that run here, under the same names. */
export const SAMPLER_NAMES: readonly string[] = Object.keys(SAMPLERS).toSorted(
  (a, b) => ORDER.indexOf(a) - ORDER.indexOf(b),
);
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
