/**
 * Multistep samplers that follow a polynomial through the last velocities. Sources: k-diffusion (MIT) `sample_lms`;
 * Q. Zhang and Y. Chen, "Fast Sampling of Diffusion Models with Exponential Integrator", 2023 (deis, in its table form,
 * and ipndm), with the conventions of https://github.com/zju-pi/diff-sampler (Apache-2.0).
 */
import { viaScore } from './deis-weights.ts';
import { lagrange } from './lagrange.ts';
import { mix } from './mix.ts';
import { type Latents, remember, type SampledStep, type Sampler, type SamplerStep } from './sampler.ts';

/** Factors of the latest velocity and of those before it, for a step from sigma to the next. */
type Weights = (sigmas: readonly number[], next: number) => readonly number[];

/** @param order velocities that count at most, this step's among them. */
function multistep(order: number, weights: Weights): Sampler {
  return {
    async step(step): Promise<SampledStep> {
      const { latents, sigma, next, memory } = step;
      const { velocity, clean } = await step.evaluate(latents, sigma);
      const known = remember(step, { value: velocity, kept: order - 1 });
      if (next === 0) return { latents: clean, memory: known };
      return { latents: follow(step, velocity, memory.past.slice(0, order - 1), weights), memory: known };
    },
  };
}

function follow(
  { latents, sigma, next }: SamplerStep,
  velocity: Latents,
  past: SamplerStep['memory']['past'],
  weights: Weights,
): Latents {
  const sigmas = [sigma, ...past.map((earlier) => earlier.sigma)];
  const values = [velocity, ...past.map(({ value }) => value)];
  const factors = weights(sigmas, next);
  return mix([1, latents], ...values.map((value, i) => [factors[i] as number, value] as const));
}

/** Offset of the two points of Gauss and Legendre's rule from the middle of [-1, 1]: exact up to degree 3. */
const GAUSS = 1 / Math.sqrt(3);

/** Linear multistep: the integral of each polynomial from sigma to the next. */
const polynomials: Weights = (sigmas, next) => {
  const [sigma] = sigmas as [number];
  const [middle, half] = [(next + sigma) / 2, (next - sigma) / 2];
  return sigmas.map((_, j) => {
    const [low, high] = [middle - half * GAUSS, middle + half * GAUSS];
    return half * (lagrange(sigmas, j, low) + lagrange(sigmas, j, high));
  });
};

/** Adams and Bashforth's weights, for steps of one length. */
const ADAMS_BASHFORTH = [
  [1],
  [3 / 2, -1 / 2],
  [23 / 12, -16 / 12, 5 / 12],
  [55 / 24, -59 / 24, 37 / 24, -9 / 24],
] as const;

const evenSteps: Weights = (sigmas, next) => {
  const weights = ADAMS_BASHFORTH[sigmas.length - 1] ?? [];
  return weights.map((weight) => weight * (next - (sigmas[0] as number)));
};

const exponential: Weights = (sigmas, next) =>
  sigmas.length === 1 ? [next - (sigmas[0] as number)] : viaScore(sigmas, next);

export const lms = multistep(4, polynomials);
export const ipndm = multistep(4, evenSteps);
export const deis = multistep(3, exponential);
