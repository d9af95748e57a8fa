/**
 * One step of a denoise loop, the same for every family of models: one velocity per prompt, guidance between them, the
 * sampler's way to the next sigma, and a preview of where the step is heading. A family only predicts the velocity.
 */
import { finite } from '../finite.ts';
import type { PixelImage } from '../image/pixels.ts';
import { noPulse, type Pulse, pulseOfPart } from '../pulse.ts';
import type { Tensor } from '../tensor.ts';
import { aroundMask, type KeptAround } from './around-mask.ts';
import { cleanEstimate } from './euler-step.ts';
import { guide, type GuidanceOptions } from './guidance.ts';
import { type GuidanceNorm, normalised } from './guidance-norm.ts';
import { type LatentColours, previewLatents } from './preview.ts';
import { brownianNoise } from './noise/brownian-tree.ts';
import { mix } from './samplers/mix.ts';
import { samplerNoise } from './samplers/noise.ts';
import { type Estimate, type Latents, NO_STEPS, type SamplerMemory } from './samplers/sampler.ts';
import { samplerNamed, type SamplerName } from './samplers/samplers.ts';
import { predictPasses, type StepCacheUse } from './step-cache/passes.ts';
import { NOTHING_KNOWN, type StepMemory } from './step-cache/step-cache.ts';
import type { Conditioning, VelocityPredictor } from './velocity-predictor.ts';

export interface StepInput {
  /** Normalised latents [frames, channels, rows, columns]. */
  readonly latents: Tensor<'float32'>;
  readonly positive: Conditioning;
  /** Left out for no guidance. */
  readonly negative?: Conditioning;
  readonly guidance: StepGuidance;
  /** Noise level of `latents`, in [0, 1]. */
  readonly sigma: number;
  readonly nextSigma: number;
  /** The noise level the model is given, in [0, 1]. */
  readonly timestep: number;
  /** Left out for steps that run every block. */
  readonly cache?: StepCacheUse;
  /** Left out for Euler's method. */
  readonly sampling?: Sampling;
  /** Left out for a step that paints everywhere. */
  readonly around?: KeptAround;
}

export interface StepGuidance extends GuidanceOptions {
  /** Applied to the guided velocity; default: none. */
  readonly norms?: readonly GuidanceNorm[];
}

/** How a step gets to the next sigma, and what that needs to know of the whole run. */
export interface Sampling {
  readonly sampler: SamplerName;
  /** Of the step before. */
  readonly memory: SamplerMemory;
  /** Steps that follow this one. */
  readonly left: number;
  /** Shift of the schedule, see `SamplerStep`. */
  readonly shift: number;
  /** Decimal digits: the seed of the picture's noise. That of the sampler is one more, as in ComfyUI. */
  readonly seed: string;
  /** Place among the latents of a batch, which draw in turns; default: alone. */
  readonly place?: BatchPlace;
  /** Sigmas that the run lies between, for samplers with a Brownian path. */
  readonly range?: SigmaRange;
}

export interface SigmaRange {
  /** The lowest above 0. */
  readonly low: number;
  readonly high: number;
}

/** A place among latents that draw from one generator in turns. */
export interface BatchPlace {
  /** From 0, below `size`. */
  readonly index: number;
  readonly size: number;
}

/** The family's predictor for the noise level the model is given, in [0, 1]. */
export type PredictorAt = (latents: Latents, timestep: number) => Promise<VelocityPredictor> | VelocityPredictor;

export interface StepOutput {
  /** At `nextSigma`, shaped as the input. */
  readonly latents: Tensor<'float32'>;
  /** Where the step is heading; absent for a latent space without a map to colours. */
  readonly preview?: PixelImage;
  /** State of the step cache for the next step; empty without one. */
  readonly memory: StepMemory;
  /** What the sampler remembers for the next step. */
  readonly samplerMemory: SamplerMemory;
}

const ALONE: BatchPlace = { index: 0, size: 1 };

const EULER: Sampling = { sampler: 'euler', memory: NO_STEPS, left: 0, shift: 1, seed: '0' };

/**
 * Source: the loops of diffusers pipeline_qwenimage.py and pipeline_qwenimage_edit_plus.py.
 * @param colours map from latents to colours; without it there is no preview.
 * @param pulse called within and after each prediction.
 * @throws InferenceError those of the predictor; `tensor-mismatch` when its velocity has another shape than the
 *   latents; `not-finite` when the velocity or the result holds NaN or infinity.
 */
export async function denoiseStep(
  predictorAt: PredictorAt,
  { latents, positive, negative, guidance, sigma, nextSigma, timestep, cache, sampling = EULER, around }: StepInput,
  colours?: LatentColours,
  pulse: Pulse = noPulse,
): Promise<StepOutput> {
  const passes = [
    { name: 'velocity', conditioning: positive },
    ...(negative ? [{ name: 'velocity of the negative prompt', conditioning: negative }] : []),
  ];
  const sampler = samplerNamed(sampling.sampler);
  const { norms = [] } = guidance;
  const { place = ALONE } = sampling;
  const evaluations = sampler.evaluations ?? 1;
  let [count, memory] = [0, cache?.memory ?? NOTHING_KNOWN];
  let heading: Latents | undefined;
  const ownNoise = (index: number): Latents =>
    samplerNoise(sampling.seed, latents.dims, index * place.size + place.index);
  const mask = around && aroundMask(around, sampler.keepsWithOwnNoise ? ownNoise(0) : undefined);
  const evaluate = async (given: Latents, level: number): Promise<Estimate> => {
    const at = mask ? mask.shown(given, level) : given;
    const predictor = await predictorAt(at, level === sigma ? timestep : Math.fround(level));
    const predicted = await predictPasses(predictor, passes, {
      sigma: level,
      cache: cache && { ...cache, memory },
      pulse: pulseOfPart(pulse, count, evaluations),
    });
    [count, memory] = [count + 1, predicted.memory];
    const [withPrompt, without] = predicted.velocities as [Latents, Latents?];
    const guided = predictor.toLatents(without ? guide(withPrompt, without, guidance) : withPrompt);
    const predictedVelocity = norms.length
      ? normalised({ latents: at, sigma: level, guided, positive: predictor.toLatents(withPrompt) }, norms)
      : guided;
    const estimate = cleanEstimate(at, predictedVelocity, level);
    const clean = mask ? mask.kept(estimate) : estimate;
    const velocity = mask ? mix([1 / level, given], [-1 / level, clean]) : predictedVelocity;
    heading ??= clean;
    const asksForNegative = sampler.usesNegative === true && without !== undefined;
    const unguided = asksForNegative ? cleanEstimate(at, predictor.toLatents(without), level) : clean;
    return { velocity, clean, unguided };
  };
  const sampled = await sampler.step({
    latents,
    sigma,
    next: nextSigma,
    left: sampling.left,
    shift: sampling.shift,
    memory: sampling.memory,
    evaluate,
    noise: ownNoise,
    brownian(from, to) {
      const { range, seed } = sampling;
      if (!range) throw new RangeError(`The sampler ${sampling.sampler} needs the sigmas that the run lies between`);
      return brownianNoise({ ...range, seed, dims: latents.dims, before: place.index }, from, to);
    },
  });
  const preview = colours && heading && previewLatents(heading, colours);
  return {
    latents: finite('latents of the next step', sampled.latents),
    memory,
    samplerMemory: sampled.memory,
    ...(preview ? { preview } : {}),
  };
}
