/** Samplers by the names that people know them by. */
import { deis, ipndm, lms } from './adams-bashforth.ts';
import { dpmpp2m, resMultistepAncestral, resMultistepPlain } from './dpmpp-2m.ts';
import { dpmpp2mSde, dpmpp3mSde, dpmppSde } from './dpmpp-sde.ts';
import { erSde } from './er-sde.ts';
import { euler, eulerAncestral, eulerCfgPp, gradientEstimation, lcm } from './euler.ts';
import { saSolver } from './sa-solver.ts';
import type { Sampler } from './sampler.ts';
import { dpm2, dpmpp2sAncestral, heun, seeds2 } from './two-evaluations.ts';
import { uniPcBh1, uniPcBh2 } from './uni-pc.ts';

export const SAMPLERS = {
  euler,
  euler_ancestral: eulerAncestral,
  heun,
  dpm_2: dpm2,
  lms,
  dpmpp_2m: dpmpp2m,
  dpmpp_sde: dpmppSde,
  dpmpp_2m_sde: dpmpp2mSde,
  dpmpp_3m_sde: dpmpp3mSde,
  dpmpp_2s_ancestral: dpmpp2sAncestral,
  res_multistep: resMultistepPlain,
  res_multistep_ancestral: resMultistepAncestral,
  lcm,
  /** Euler's method: for a flow both are one. Source of its noise within masks: `sampler_object`, comfy/samplers.py. */
  ddim: { ...euler, keepsWithOwnNoise: true },
  uni_pc: uniPcBh1,
  uni_pc_bh2: uniPcBh2,
  deis,
  ipndm,
  gradient_estimation: gradientEstimation,
  er_sde: erSde,
  sa_solver: saSolver,
  seeds_2: seeds2,
  euler_cfg_pp: eulerCfgPp,
} as const satisfies Record<string, Sampler>;

export type SamplerName = keyof typeof SAMPLERS;

/** The sampler of a name. */
export function samplerNamed(name: SamplerName): Sampler {
  return SAMPLERS[name];
}
