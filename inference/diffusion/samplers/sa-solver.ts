/**
 * SA-Solver: an Adams predictor and corrector for a process that adds noise between two times. Source: S. Xue et al.,
 * "SA-Solver: Stochastic Adams Solver for Fast Sampling of Diffusion Models", 2023.
 */
import { mix } from './mix.ts';
import { belowOne, halfLogSnr, sigmaAfter } from './noise-levels.ts';
import type { PastStep, Sampler } from './sampler.ts';
import { solve } from './solve.ts';

const levels = (steps: readonly PastStep[]): readonly number[] => steps.map(({ sigma }) => halfLogSnr(sigma));

const [SA_PREDICTOR, SA_CORRECTOR] = [3, 4];
/** Shares of the schedule's time between which noise is added. */
const [SA_BEGIN, SA_END] = [0.2, 0.8];

/** How much noise a step to a sigma adds: 1 within the interval, else 0. */
function tauAt(sigma: number, shift: number): number {
  return sigma <= sigmaAfter(SA_BEGIN, shift) && sigma >= sigmaAfter(SA_END, shift) ? 1 : 0;
}

/**
 * Factors of the clean estimates for a step between two half-log signal-to-noise ratios: integrals of the polynomials
 * through them against the exponential of the process (equations 15 and 18).
 * @param nodes ratios at the estimates.
 */
function adamsWeights(nodes: readonly number[], from: number, to: number, tau: number, next: number) {
  const rate = 1 + tau ** 2;
  const decay = Math.exp(-rate * (to - from));
  const moments = nodes.reduce<number[]>((known, _, power) => {
    const product = to ** power - from ** power * decay;
    return [...known, product - (power === 0 ? 0 : (power / rate) * (known[power - 1] as number))];
  }, []);
  const rows = nodes.map((_, power) => nodes.map((node) => node ** power));
  return solve(rows, moments).map((weight) => weight * (1 - next));
}

export const saSolver: Sampler = {
  async step(step) {
    const { latents, next, memory, left, shift } = step;
    const sigma = belowOne(step.sigma, shift);
    const { clean } = await step.evaluate(latents, sigma);
    const { index, past, draws } = memory;
    const known = [{ sigma, value: clean }, ...past].slice(0, SA_CORRECTOR);
    const [last] = past;
    const correctors = known.slice(0, Math.min(SA_CORRECTOR, left + 1));
    let corrected = latents;
    if (last && memory.corrected && next !== 0) {
      const tau = tauAt(sigma, shift);
      const [from, to] = levels([last, { sigma, value: clean }]) as [number, number];
      const weights = adamsWeights(levels(correctors), from, to, tau, sigma);
      const keep = (sigma / last.sigma) * Math.exp(-(tau ** 2) * (to - from));
      corrected = mix(
        [keep, memory.corrected],
        ...correctors.map(({ value }, i) => [weights[i] as number, value] as const),
        ...(memory.added ? [[1, memory.added] as const] : []),
      );
    }
    if (next === 0) return { latents: clean, memory: { index: index + 1, draws, past: known } };
    const tau = tauAt(next, shift);
    const predictors = known.slice(0, Math.min(SA_PREDICTOR, Math.max(1, left)));
    const [from, to] = [halfLogSnr(sigma), halfLogSnr(next)];
    const weights = adamsWeights(levels(predictors), from, to, tau, next);
    const noise = next * Math.sqrt(-Math.expm1(-2 * tau ** 2 * (to - from)));
    const added = noise > 0 ? mix([noise, step.noise(draws)]) : undefined;
    const end = mix(
      [(next / sigma) * Math.exp(-(tau ** 2) * (to - from)), corrected],
      ...predictors.map(({ value }, i) => [weights[i] as number, value] as const),
      ...(added ? [[1, added] as const] : []),
    );
    const remembered = { index: index + 1, draws: draws + (added ? 1 : 0), past: known, corrected };
    return { latents: end, memory: added ? { ...remembered, added } : remembered };
  },
};
