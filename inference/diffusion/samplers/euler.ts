/**
 * Samplers of Euler's method. Sources: T. Karras et al., "Elucidating the Design Space of Diffusion-Based Generative
 * Models", 2022, algorithm 2 without churn; their forms for flow matching in ComfyUI's k_diffusion (`*_RF`).
 */
import { eulerStep } from '../euler-step.ts';
import { mix } from './mix.ts';
import { flowAncestralStep } from './noise-levels.ts';
import { remember, type Sampler } from './sampler.ts';

export const euler: Sampler = {
  async step(step) {
    const { velocity } = await step.evaluate(step.latents, step.sigma);
    return { latents: eulerStep(step.latents, velocity, step.sigma, step.next), memory: remember(step) };
  },
};

/** Goes further down than the next sigma, and adds noise to come back to it. */
export const eulerAncestral: Sampler = {
  async step(step) {
    const { latents, sigma, next, memory } = step;
    const { clean } = await step.evaluate(latents, sigma);
    if (next === 0) return { latents: clean, memory: remember(step) };
    const { down, scale, up } = flowAncestralStep(sigma, next);
    const share = down / sigma;
    const noise = step.noise(memory.draws);
    return {
      latents: mix([scale * share, latents], [scale * (1 - share), clean], [up, noise]),
      memory: remember(step, { draws: 1 }),
    };
  },
};

/** Corrects the slope by its change since the step before. Source: F. Permenter and C. Yuan, 2023, gamma 2. */
export const gradientEstimation: Sampler = {
  async step(step) {
    const { latents, sigma, next, memory } = step;
    const { velocity, clean } = await step.evaluate(latents, sigma);
    const kept = remember(step, { value: velocity, kept: 1 });
    if (next === 0) return { latents: clean, memory: kept };
    const [before] = memory.past;
    const distance = next - sigma;
    const moved = before
      ? mix([1, latents], [2 * distance, velocity], [-distance, before.value])
      : mix([1, latents], [distance, velocity]);
    return { latents: moved, memory: kept };
  },
};

/** CFG++: the way back to noise is that of the negative prompt. Source: H. Chung et al., "CFG++", 2024. */
export const eulerCfgPp: Sampler = {
  usesNegative: true,
  async step(step) {
    const { latents, sigma, next } = step;
    const { clean, unguided } = await step.evaluate(latents, sigma);
    if (next === 0) return { latents: clean, memory: remember(step) };
    const noise = next / sigma;
    return {
      latents: mix([1 - next, clean], [noise, latents], [-noise * (1 - sigma), unguided]),
      memory: remember(step),
    };
  },
};

/** Latent consistency: the clean estimate with new noise. Source: S. Luo et al., "Latent Consistency Models", 2023. */
export const lcm: Sampler = {
  async step(step) {
    const { latents, sigma, next, memory } = step;
    const { clean } = await step.evaluate(latents, sigma);
    if (next === 0) return { latents: clean, memory: remember(step) };
    const noise = step.noise(memory.draws);
    return { latents: mix([next, noise], [1 - next, clean]), memory: remember(step, { draws: 1 }) };
  },
};
