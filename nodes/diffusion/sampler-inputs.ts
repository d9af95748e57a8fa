/** The input of a sampler, of a denoise loop and of its steps. */
import type { ChoiceInput } from '../../engine/graph/input.ts';
import { type SamplerName, SAMPLERS } from '../../inference/index.ts';

export const SAMPLER = {
  kind: 'choice',
  options: Object.keys(SAMPLERS) as SamplerName[],
  default: 'euler',
  title: 'Sampler',
  tooltip:
    'The way from one sigma to the next, by its name in ComfyUI. heun, dpm_2, dpmpp_2s_ancestral and seeds_2 ' +
    'evaluate the model twice a step. The ancestral ones, lcm, er_sde, sa_solver and seeds_2 add noise, ' +
    'drawn from the seed plus 1.',
} as const satisfies ChoiceInput;
