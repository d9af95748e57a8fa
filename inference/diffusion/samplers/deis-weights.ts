/**
 * Weights of DEIS in its table form: the integral, in the time of a variance-preserving process, of what a unit of each
 * velocity adds. Source: Q. Zhang and Y. Chen, "Fast Sampling of Diffusion Models with Exponential Integrator", 2023,
 * with the process and the rectangles of https://github.com/zju-pi/diff-sampler (Apache-2.0).
 */
import { lagrange } from './lagrange.ts';

const [FIRST_TIME, SIGMA_MIN, SIGMA_MAX] = [1e-3, 0.002, 80];
const RECTANGLES = 10_000;

/** Slope and start of beta of the process that has the two sigmas at its two ends. */
const BETA_SLOPE = (2 * (Math.log1p(SIGMA_MIN ** 2) / FIRST_TIME - Math.log1p(SIGMA_MAX ** 2))) / (FIRST_TIME - 1);
const BETA_START = Math.log1p(SIGMA_MAX ** 2) - BETA_SLOPE / 2;

/** Time at which the process has a sigma. */
function timeOf(sigma: number): number {
  return (Math.sqrt(BETA_START ** 2 + 2 * BETA_SLOPE * Math.log1p(sigma ** 2)) - BETA_START) / BETA_SLOPE;
}

/** What a unit of noise prediction adds at a time, for each unit of time. */
function rateAt(time: number): number {
  const logAlpha = -(BETA_SLOPE / 2) * time ** 2 - BETA_START * time;
  const alpha = Math.exp(logAlpha);
  return (0.5 * (BETA_SLOPE * time + BETA_START)) / Math.sqrt(alpha * (1 - alpha));
}

/**
 * Factors of the latest velocity and of those before it.
 * @param sigmas of the velocities, the latest first.
 */
export function viaScore(sigmas: readonly number[], next: number): readonly number[] {
  const times = sigmas.map(timeOf);
  const [begin, end] = [times[0] as number, timeOf(next)];
  const sums = times.map(() => 0);
  for (let i = 0; i < RECTANGLES; i += 1) {
    const time = begin + ((end - begin) * i) / (RECTANGLES - 1);
    const rate = rateAt(time);
    for (const j of times.keys()) sums[j] = (sums[j] as number) + rate * lagrange(times, j, time);
  }
  return sums.map((sum) => (sum * (end - begin)) / RECTANGLES);
}
