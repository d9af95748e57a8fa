/**
 * UniPC: a predictor, and a corrector that uses the evaluation at the end of the step, with no evaluation more. Source:
 * W. Zhao et al., "UniPC", 2023 (B1(h) and B2(h)), in the noise levels of a process whose signal is not scaled, as
 * ComfyUI runs it.
 */
import { mix } from './mix.ts';
import type { Latents, PastStep, Sampler } from './sampler.ts';
import { solve } from './solve.ts';

type Term = readonly [factor: number, latents: Latents];

/**
 * Sigma that the last step goes down to, in place of 0. ComfyUI then takes the result for latents of that sigma, whose
 * signal is scaled by 1 - sigma, and divides by that.
 */
const UNIPC_END = 0.001;
const UNIPC_ORDER = 3;

/**
 * The latents at `to`, from those at the first of the known steps.
 * @param known the latest first; their number is the order.
 * @param end clean estimate at `to`, for the corrector; without it: the predictor.
 */
function uniPcUpdate(variant: 'bh1' | 'bh2', from: Latents, known: readonly PastStep[], to: number, end?: Latents) {
  const [last, ...earlier] = known as [PastStep, ...PastStep[]];
  const h = Math.log(last.sigma / to);
  const exponential = Math.expm1(-h);
  const base = variant === 'bh1' ? -h : exponential;
  const ratios = earlier.map(({ sigma }) => Math.log(last.sigma / sigma) / h);
  const differences = earlier.map(({ value }, i) => ({ value, ratio: ratios[i] as number }));
  const nodes = [...ratios, 1];
  const rows = nodes.map((_, power) => nodes.map((node) => node ** power));
  const right = rightSides(-h, base, nodes.length);
  const count = end ? nodes.length : nodes.length - 1;
  const weights = weightsOf(rows, right, count, end !== undefined);
  const terms: Term[] = [
    [to / last.sigma, from],
    [-exponential, last.value],
  ];
  for (const [i, { value, ratio }] of differences.entries()) {
    const weight = (-base * (weights[i] as number)) / ratio;
    terms.push([weight, value], [-weight, last.value]);
  }
  if (end) {
    const weight = -base * (weights.at(-1) as number);
    terms.push([weight, end], [-weight, last.value]);
  }
  return mix(...terms);
}

/** h * phi_(k+1)(h) * k! / B(h) for k from 1. */
function rightSides(h: number, base: number, count: number): readonly number[] {
  let [phi, factorial] = [Math.expm1(h) / h - 1, 1];
  return Array.from({ length: count }, (_, i) => {
    const value = (phi * factorial) / base;
    factorial *= i + 2;
    phi = phi / h - 1 / factorial;
    return value;
  });
}

/** The paper's simple weights where one difference counts, else those of the linear system. */
function weightsOf(rows: number[][], right: readonly number[], count: number, corrects: boolean): readonly number[] {
  if (count === 0) return [];
  if (count === 1) return [0.5];
  const cut = corrects ? rows : rows.slice(0, count).map((row) => row.slice(0, count));
  return solve(cut, right.slice(0, count));
}

function uniPc(variant: 'bh1' | 'bh2'): Sampler {
  return {
    async step(step) {
      const { latents, sigma, next, memory, left } = step;
      const { clean } = await step.evaluate(latents, sigma);
      const { index, past } = memory;
      const steps = index + left + 1;
      const most = Math.max(1, Math.min(UNIPC_ORDER, steps - 1));
      /** Order of the update to the sigma number `end`. */
      const order = (end: number) => Math.min(end, most, steps + 1 - end);
      const corrected =
        memory.corrected && index > 0
          ? uniPcUpdate(variant, memory.corrected, past.slice(0, order(index)), sigma, clean)
          : latents;
      const known = [{ sigma, value: clean }, ...past].slice(0, UNIPC_ORDER);
      const end = uniPcUpdate(variant, corrected, known.slice(0, order(index + 1)), next === 0 ? UNIPC_END : next);
      return {
        latents: next === 0 ? mix([1 / (1 - UNIPC_END), end]) : end,
        memory: { index: index + 1, draws: 0, past: known, corrected },
      };
    },
  };
}

export const uniPcBh1 = uniPc('bh1');
export const uniPcBh2 = uniPc('bh2');
