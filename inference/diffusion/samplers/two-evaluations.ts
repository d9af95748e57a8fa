/**
 * Samplers that evaluate the model twice a step. Sources: T. Karras et al., "Elucidating the Design Space of
 * Diffusion-Based Generative Models", 2022 (heun); C. Lu et al., "DPM-Solver", 2022 (dpm_2), and "DPM-Solver++", 2022
 * (dpmpp_2s); M. Gonzalez et al., "SEEDS", 2023 (seeds_2).
 */
import { mix } from './mix.ts';
import { belowOne, flowAncestralStep, halfLogSnr, sigmaOf } from './noise-levels.ts';
import { remember, type Sampler } from './sampler.ts';

export const heun: Sampler = {
  evaluations: 2,
  async step(step) {
    const { latents, sigma, next } = step;
    const { velocity } = await step.evaluate(latents, sigma);
    const distance = next - sigma;
    const end = mix([1, latents], [distance, velocity]);
    if (next === 0) return { latents: end, memory: remember(step) };
    const { velocity: there } = await step.evaluate(end, next);
    return {
      latents: mix([1, latents], [distance / 2, velocity], [distance / 2, there]),
      memory: remember(step),
    };
  },
};

/** The slope of the middle, by the geometric mean of the two sigmas. */
export const dpm2: Sampler = {
  evaluations: 2,
  async step(step) {
    const { latents, sigma, next } = step;
    const { velocity } = await step.evaluate(latents, sigma);
    if (next === 0) return { latents: mix([1, latents], [-sigma, velocity]), memory: remember(step) };
    const middle = Math.sqrt(sigma * next);
    const { velocity: there } = await step.evaluate(mix([1, latents], [middle - sigma, velocity]), middle);
    return { latents: mix([1, latents], [next - sigma, there]), memory: remember(step) };
  },
};

/** Sigma in place of the middle of the first step, whose signal-to-noise ratio is 0. */
const FIRST_MIDDLE = 0.9999;

export const dpmpp2sAncestral: Sampler = {
  evaluations: 2,
  async step(step) {
    const { latents, sigma, next, memory } = step;
    const { clean } = await step.evaluate(latents, sigma);
    if (next === 0) return { latents: clean, memory: remember(step) };
    const { down, scale, up } = flowAncestralStep(sigma, next);
    const middle = sigma === 1 ? FIRST_MIDDLE : sigmaOf((halfLogSnr(sigma) + halfLogSnr(down)) / 2);
    const there = await step.evaluate(mix([middle / sigma, latents], [1 - middle / sigma, clean]), middle);
    const share = down / sigma;
    return {
      latents: mix([scale * share, latents], [scale * (1 - share), there.clean], [up, step.noise(memory.draws)]),
      memory: remember(step, { draws: 1 }),
    };
  },
};

/** With eta 1 and the middle of the half-log signal-to-noise ratios: the second estimate alone counts. */
export const seeds2: Sampler = {
  evaluations: 2,
  async step(step) {
    const { latents, next, memory, shift } = step;
    const sigma = belowOne(step.sigma, shift);
    const { clean } = await step.evaluate(latents, sigma);
    if (next === 0) return { latents: clean, memory: remember(step) };
    const [from, to] = [halfLogSnr(sigma), halfLogSnr(next)];
    const h = to - from;
    const middle = sigmaOf((from + to) / 2);
    const firstNoise = Math.sqrt(-Math.expm1(-h));
    const [first, second] = [step.noise(memory.draws), step.noise(memory.draws + 1)];
    const there = await step.evaluate(
      mix(
        [(middle / sigma) * Math.exp(-h / 2), latents],
        [-(1 - middle) * Math.expm1(-h), clean],
        [middle * firstNoise, first],
      ),
      middle,
    );
    return {
      latents: mix(
        [(next / sigma) * Math.exp(-h), latents],
        [-(1 - next) * Math.expm1(-2 * h), there.clean],
        [next * firstNoise * Math.exp(-h / 2), first],
        [next * firstNoise, second],
      ),
      memory: remember(step, { draws: 2 }),
    };
  },
};
