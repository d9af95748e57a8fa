/**
 * ER-SDE-Solver-3: a reverse process with noise of its own choice, of third order. Source: Q. Cui et al., "Elucidating
 * the Solution Space of Extended Reverse-Time SDE for Diffusion Models", 2023, with the noise function
 * x * (exp(x^0.3) + 10).
 */
import { mix } from './mix.ts';
import { belowOne } from './noise-levels.ts';
import { remember, type Sampler } from './sampler.ts';

const POINTS = 200;

/** Noise to signal. */
const ratio = (sigma: number): number => sigma / (1 - sigma);
const scaler = (x: number): number => x * (Math.exp(x ** 0.3) + 10);

/** Integrals from `to` up to `from` of 1 / scaler, and of (x - from) / scaler, by rectangles. */
function integrals(from: number, to: number): readonly [number, number] {
  const width = (from - to) / POINTS;
  let [plain, first] = [0, 0];
  for (let i = 0; i < POINTS; i += 1) {
    const at = to + i * width;
    plain += width / scaler(at);
    first += ((at - from) * width) / scaler(at);
  }
  return [plain, first];
}

export const erSde: Sampler = {
  async step(step) {
    const { latents, next, memory, shift } = step;
    const sigma = belowOne(step.sigma, shift);
    const { clean } = await step.evaluate(latents, sigma);
    const kept = remember({ ...step, sigma }, { value: clean, kept: 2, draws: 1 });
    if (next === 0) return { latents: clean, memory: kept };
    const [from, to] = [ratio(sigma), ratio(next)];
    const [alphaFrom, alpha] = [1 - sigma, 1 - next];
    const r = scaler(to) / scaler(from);
    const distance = to - from;
    const [plain, first] = integrals(from, to);
    const second = alpha * (distance + plain * scaler(to));
    const third = alpha * (distance ** 2 / 2 + first * scaler(to));
    const noise = alpha * (Math.sqrt(Math.max(0, to ** 2 - (from * r) ** 2)) || 0);
    const terms = [
      [(alpha / alphaFrom) * r, latents],
      [alpha * (1 - r), clean],
      [noise, step.noise(memory.draws)],
    ] as (readonly [number, typeof clean])[];
    const [one, two] = memory.past;
    if (one) {
      // Divided differences: slope = (clean - one) / gap, and its change since the step before.
      const gap = from - ratio(one.sigma);
      const span = two && (from - ratio(two.sigma)) / 2;
      const slope = second + (span ? third / span : 0);
      terms.push([slope / gap, clean], [-slope / gap, one.value]);
      if (two && span) {
        const earlier = third / span / (ratio(one.sigma) - ratio(two.sigma));
        terms.push([-earlier, one.value], [earlier, two.value]);
      }
    }
    return { latents: mix(...terms), memory: kept };
  },
};
