/** Inputs about sampling, of a denoise loop and of its steps. */
import type { ChoiceInput } from '../../engine/graph/input.ts';
import { PARITIES, type Parity, type SamplerName, samplerNamed, SAMPLERS } from '../../inference/index.ts';

export const SAMPLER = {
  kind: 'choice',
  options: Object.keys(SAMPLERS) as SamplerName[],
  default: 'euler',
  title: 'Sampler',
  tooltip:
    'The way from one sigma to the next, by its name in ComfyUI. heun, dpm_2, dpmpp_2s_ancestral, dpmpp_sde ' +
    'and seeds_2 evaluate the model twice a step. The ancestral ones, lcm, er_sde, sa_solver and seeds_2 add noise, ' +
    'drawn from the seed plus 1; dpmpp_sde, dpmpp_2m_sde and dpmpp_3m_sde add that of a Brownian path.',
} as const satisfies ChoiceInput;

export const PARITY = {
  kind: 'choice',
  options: PARITIES,
  default: 'diffusers',
  title: 'Parity',
  tooltip:
    'Whose conventions count where programs differ. comfyui: tokens of odd sizes and of references lie as there, ' +
    'latents of odd sides are made even by wrapping around, and guidance below 1 counts.',
  advanced: true,
} as const satisfies ChoiceInput;

/** Whether a step predicts for the negative prompt too. */
export function asksForNegative(step: {
  readonly guidance: number;
  readonly sampler: SamplerName;
  readonly parity: Parity;
}): boolean {
  const { guidance, sampler, parity } = step;
  return samplerNamed(sampler).usesNegative === true || (parity === 'comfyui' ? guidance !== 1 : guidance > 1);
}

/** How noise is drawn, for the nodes of a loop. */
export const NOISE = {
  kind: 'choice',
  options: ['float32', 'bfloat16', 'comfyui', 'none'],
  default: 'float32',
  title: 'Noise',
  tooltip:
    'Number format the noise is drawn in. comfyui: float32, layers in the order of ComfyUI. ' +
    'none: no noise, for a latent that has its own.',
  advanced: true,
} as const satisfies ChoiceInput;
