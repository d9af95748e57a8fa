/**
 * Noise levels as samplers measure them: half of the log of the signal-to-noise ratio, and how an ancestral step
 * divides its way between going down and adding noise. Source: C. Lu et al., "DPM-Solver++", 2022, in the terms of flow
 * matching, where the signal is scaled by 1 - sigma.
 */

/** log((1 - sigma) / sigma); infinite at 0 and 1. */
export function halfLogSnr(sigma: number): number {
  return Math.log((1 - sigma) / sigma);
}

/** The inverse of {@link halfLogSnr}. */
export function sigmaOf(halfLogSnrValue: number): number {
  return 1 / (1 + Math.exp(halfLogSnrValue));
}

/** Sigma after a share of the schedule's time, in (0, 1). Source: `percent_to_sigma`, comfy/model_sampling.py. */
export function sigmaAfter(share: number, shift: number): number {
  const time = 1 - share;
  return (shift * time) / (1 + (shift - 1) * time);
}

/** Share of the schedule's time by which a first sigma of 1 moves, since its signal-to-noise ratio is 0. */
const FIRST_SHARE = 1e-4;

/** A sigma with a signal-to-noise ratio above 0. Source: `offset_first_sigma_for_snr`, k_diffusion of ComfyUI. */
export function belowOne(sigma: number, shift: number): number {
  return sigma >= 1 ? sigmaAfter(FIRST_SHARE, shift) : sigma;
}

/** An ancestral step: go down to `down`, then add noise of deviation `up`. */
export interface AncestralStep {
  readonly down: number;
  readonly up: number;
}

/**
 * The step for models whose signal is not scaled. Source: `get_ancestral_step`, k-diffusion (MIT).
 * @param eta 0: no noise; 1: as much as the reverse process adds.
 */
export function ancestralStep(sigma: number, next: number, eta: number): AncestralStep {
  if (eta === 0) return { down: next, up: 0 };
  const up = Math.min(next, eta * Math.sqrt((next ** 2 * (sigma ** 2 - next ** 2)) / sigma ** 2));
  return { down: Math.sqrt(next ** 2 - up ** 2), up };
}

/** An ancestral step of a flow: go down to `down`, scale by `scale`, then add noise of deviation `up`. */
export interface FlowAncestralStep extends AncestralStep {
  readonly scale: number;
}

/** The step for flow matching with eta 1: the way down is as much longer as the step is a share of sigma. */
export function flowAncestralStep(sigma: number, next: number): FlowAncestralStep {
  const down = next * (next / sigma);
  const scale = (1 - next) / (1 - down);
  return { down, scale, up: Math.sqrt(next ** 2 - (down * scale) ** 2) };
}
