/**
 * The seam for samplers: a way to get from one sigma of a schedule to the next with the clean estimates of a model.
 * A sampler is a pure function of its step: what it remembers travels with the latents, so that every step can be
 * cached, and a run that was killed goes on to the same bytes.
 *
 * In flow matching x = (1 - sigma) * clean + sigma * noise. The derivative along sigma, (x - clean) / sigma, is the
 * velocity, so samplers written for variance-exploding models run unchanged on those of their formulas that use it.
 */
import type { Tensor } from '../../tensor.ts';

/** Normalised latents [frames, channels, rows, columns]. */
export type Latents = Tensor<'float32'>;

/** The model's answer at latents and a sigma. */
export interface Estimate {
  /** Guided velocity. */
  readonly velocity: Latents;
  /** Clean latents that the velocity points to. */
  readonly clean: Latents;
  /** Clean latents of the negative prompt alone, for samplers that use it; otherwise, or without one, `clean`. */
  readonly unguided: Latents;
}

/** A step before this one. */
export interface PastStep {
  readonly sigma: number;
  /** Its clean estimate, or its velocity: each sampler keeps one of the two. */
  readonly value: Latents;
}

/** What a sampler remembers from one step to the next. */
export interface SamplerMemory {
  /** Number of steps before. */
  readonly index: number;
  /** Draws of noise so far. */
  readonly draws: number;
  /** The latest first, as many as the sampler looks back. */
  readonly past: readonly PastStep[];
  /** Latents at the last sigma after correction, for samplers that correct a step once its end is evaluated. */
  readonly corrected?: Latents;
  /** Noise, scaled, that the last step added, for those samplers. */
  readonly added?: Latents;
}

/** Before the first step. */
export const NO_STEPS: SamplerMemory = { index: 0, draws: 0, past: [] };

export interface SamplerStep {
  readonly latents: Latents;
  /** Noise level of the latents, in (0, 1]. */
  readonly sigma: number;
  /** Noise level to get to, below `sigma`; 0 for a picture without noise. */
  readonly next: number;
  /** Steps that follow this one. */
  readonly left: number;
  /** Shift of the schedule: sigma of time t is shift * t / (1 + (shift - 1) * t). */
  readonly shift: number;
  readonly memory: SamplerMemory;
  /** Evaluates the model. */
  evaluate(latents: Latents, sigma: number): Promise<Estimate>;
  /** Standard normal noise, shaped as the latents: draw number `index` of the sampler's own generator, from 0. */
  noise(index: number): Latents;
  /**
   * Standard normal noise of a step between two sigmas, from a path that all steps share.
   * @throws RangeError when the sampler does not say that it uses one.
   */
  brownian(from: number, to: number): Latents;
}

export interface SampledStep {
  /** At `next`. */
  readonly latents: Latents;
  readonly memory: SamplerMemory;
}

export interface Sampler {
  /** Most evaluations of the model in a step; default 1. */
  readonly evaluations?: number;
  /** Whether it asks for the clean estimate of the negative prompt, also without guidance. */
  readonly usesNegative?: boolean;
  /** Whether a mask keeps the original with the first noise of the sampler, not with that of the picture. */
  readonly keepsWithOwnNoise?: boolean;
  /** Whether it asks for noise between sigmas of the whole run. */
  readonly usesBrownianPath?: boolean;
  step(step: SamplerStep): Promise<SampledStep>;
}

/** The memory after a step that drew noise `draws` times and keeps `kept` steps, this one among them. */
export function remember(
  { memory, sigma }: SamplerStep,
  { value, kept, draws = 0 }: { readonly value?: Latents; readonly kept?: number; readonly draws?: number } = {},
): SamplerMemory {
  const past = value && kept ? [{ sigma, value }, ...memory.past].slice(0, kept) : [];
  return { index: memory.index + 1, draws: memory.draws + draws, past };
}
