/**
 * Samplers of the reverse process with noise, which comes from one Brownian path. Source: C. Lu et al., "DPM-Solver++",
 * 2022, in ComfyUI's form for flow matching (`sample_dpmpp_sde`, `sample_dpmpp_2m_sde`, `sample_dpmpp_3m_sde`), eta 1.
 */
import { mix } from './mix.ts';
import { ancestralStep, belowOne, halfLogSnr, sigmaOf } from './noise-levels.ts';
import { type Latents, remember, type Sampler, type SamplerStep } from './sampler.ts';

type Term = readonly [factor: number, latents: Latents];

/** As torch holds a sigma: noise lies on a grid of sigmas, where the last bit can count. */
const { fround } = Math;

/** Evaluates in the middle of the half-log signal-to-noise ratios; the second estimate alone counts. */
export const dpmppSde: Sampler = {
  evaluations: 2,
  usesBrownianPath: true,
  async step(step) {
    const { latents, next, shift } = step;
    const sigma = fround(belowOne(step.sigma, shift));
    const { clean } = await step.evaluate(latents, sigma);
    if (next === 0) return { latents: clean, memory: remember(step) };
    const [from, to] = [fround(halfLogSnr(sigma)), fround(halfLogSnr(next))];
    const middle = fround(sigmaOf(fround(from + 0.5 * fround(to - from))));
    const towards = (end: number, estimate: Latents): Latents => {
      const { down, up } = ancestralStep(Math.exp(-from), Math.exp(-halfLogSnr(end)), 1);
      const h = -Math.log(down) - from;
      const signal = 1 - end;
      return mix(
        [(signal / (1 - sigma)) * Math.exp(-h), latents],
        [-signal * Math.expm1(-h), estimate],
        [signal * up, step.brownian(sigma, end)],
      );
    };
    const there = await step.evaluate(towards(middle, clean), middle);
    return { latents: towards(next, there.clean), memory: remember(step) };
  },
};

/** A step by the clean estimates of those before: `slopes` gives the terms that they add. */
function multistep(kept: number, slopes: (step: Multistep) => readonly Term[]): Sampler {
  return {
    usesBrownianPath: true,
    async step(step) {
      const { latents, next, shift, memory } = step;
      const sigma = fround(belowOne(step.sigma, shift));
      const { clean } = await step.evaluate(latents, sigma);
      const remembered = remember({ ...step, sigma }, { value: clean, kept });
      if (next === 0) return { latents: clean, memory: remembered };
      const h = halfLogSnr(next) - halfLogSnr(sigma);
      const noise = next * Math.sqrt(-Math.expm1(-2 * h));
      return {
        latents: mix(
          [(next / sigma) * Math.exp(-h), latents],
          [-(1 - next) * Math.expm1(-2 * h), clean],
          ...slopes({ clean, sigma, next, h, past: memory.past }),
          [noise, step.brownian(sigma, next)],
        ),
        memory: remembered,
      };
    },
  };
}

interface Multistep extends Pick<SamplerStep['memory'], 'past'> {
  readonly clean: Latents;
  readonly sigma: number;
  readonly next: number;
  /** Way in half-log signal-to-noise ratios. */
  readonly h: number;
}

/** Second order, by the midpoint rule. */
export const dpmpp2mSde = multistep(1, ({ clean, sigma, next, h, past: [one] }) => {
  if (!one) return [];
  const last = halfLogSnr(sigma) - halfLogSnr(one.sigma);
  const slope = -0.5 * (1 - next) * Math.expm1(-2 * h) * (h / last);
  return [
    [slope, clean],
    [-slope, one.value],
  ];
});

/** Third order. */
export const dpmpp3mSde = multistep(2, ({ clean, sigma, next, h, past: [one, two] }) => {
  if (!one) return [];
  const phi2 = (1 - next) * (Math.expm1(-2 * h) / (2 * h) + 1);
  const r0 = (halfLogSnr(sigma) - halfLogSnr(one.sigma)) / h;
  if (!two) {
    return [
      [phi2 / r0, clean],
      [-phi2 / r0, one.value],
    ];
  }
  const phi3 = phi2 / (2 * h) - 0.5 * (1 - next);
  const r1 = (halfLogSnr(one.sigma) - halfLogSnr(two.sigma)) / h;
  // Factors of the two divided differences, (clean - one) / r0 and (one - two) / r1.
  const near = phi2 * (1 + r0 / (r0 + r1)) - phi3 / (r0 + r1);
  const far = (phi3 - phi2 * r0) / (r0 + r1);
  return [
    [near / r0, clean],
    [far / r1 - near / r0, one.value],
    [-far / r1, two.value],
  ];
});
