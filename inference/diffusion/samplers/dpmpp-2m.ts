/**
 * Multistep samplers that predict clean latents, in the noise levels of a process whose signal is not scaled. Sources:
 * C. Lu et al., "DPM-Solver++", 2022 (dpmpp_2m); Q. Zhang et al., "Improved Order Analysis and Design of Exponential
 * Integrator for Diffusion Models Sampling", 2023 (res_multistep).
 */
import { mix } from './mix.ts';
import { ancestralStep } from './noise-levels.ts';
import { remember, type Sampler } from './sampler.ts';

export const dpmpp2m: Sampler = {
  async step(step) {
    const { latents, sigma, next, memory } = step;
    const { clean } = await step.evaluate(latents, sigma);
    const kept = remember(step, { value: clean, kept: 1 });
    if (next === 0) return { latents: clean, memory: kept };
    const [before] = memory.past;
    const share = next / sigma;
    const h = Math.log(sigma / next);
    const slope = before ? (0.5 * h) / Math.log(before.sigma / sigma) : 0;
    const old = before?.value ?? clean;
    return {
      latents: mix([share, latents], [(1 - share) * (1 + slope), clean], [-(1 - share) * slope, old]),
      memory: kept,
    };
  },
};

/** @param eta 0: no noise; 1: ancestral. */
function resMultistep(eta: 0 | 1): Sampler {
  return {
    async step(step) {
      const { latents, sigma, next, memory } = step;
      const { clean } = await step.evaluate(latents, sigma);
      const kept = remember(step, { value: clean, kept: 1, draws: eta });
      if (next === 0) return { latents: clean, memory: kept };
      const { down, up } = ancestralStep(sigma, next, eta);
      const [before] = memory.past;
      const share = down / sigma;
      const noise = up > 0 ? [[up, step.noise(memory.draws)] as const] : [];
      if (!before || down === 0) {
        return { latents: mix([share, latents], [1 - share, clean], ...noise), memory: kept };
      }
      const h = Math.log(sigma / down);
      const lastDown = ancestralStep(before.sigma, sigma, eta).down;
      const c2 = Math.log(lastDown / before.sigma) / h;
      const phi1 = Math.expm1(-h) / -h;
      const phi2 = (phi1 - 1) / -h;
      const [b1, b2] = [orZero(phi1 - phi2 / c2), orZero(phi2 / c2)];
      return { latents: mix([share, latents], [h * b1, clean], [h * b2, before.value], ...noise), memory: kept };
    },
  };
}

const orZero = (value: number): number => (Number.isNaN(value) ? 0 : value);

export const resMultistepPlain = resMultistep(0);
export const resMultistepAncestral = resMultistep(1);
