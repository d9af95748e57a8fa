/**
 * One step of a denoise loop, the same for every family of models: one velocity per prompt, guidance between them,
 * Euler's step to the next sigma, and a preview of where the step is heading. A family only predicts the velocity.
 */
import { finite } from '../finite.ts';
import type { PixelImage } from '../image/pixels.ts';
import { noPulse, type Pulse } from '../pulse.ts';
import type { Tensor } from '../tensor.ts';
import { cleanEstimate, eulerStep } from './euler-step.ts';
import { guide, type GuidanceOptions } from './guidance.ts';
import { type LatentColours, previewLatents } from './preview.ts';
import { predictPasses, type StepCacheUse } from './step-cache/passes.ts';
import type { StepMemory } from './step-cache/step-cache.ts';
import type { Conditioning, VelocityPredictor } from './velocity-predictor.ts';

export interface StepInput {
  /** Normalised latents [frames, channels, rows, columns]. */
  readonly latents: Tensor<'float32'>;
  readonly positive: Conditioning;
  /** Left out for no guidance. */
  readonly negative?: Conditioning;
  readonly guidance: GuidanceOptions;
  /** Noise level of `latents`, in [0, 1]. */
  readonly sigma: number;
  readonly nextSigma: number;
  /** The noise level the model is given, in [0, 1]. */
  readonly timestep: number;
  /** Left out for steps that run every block. */
  readonly cache?: StepCacheUse;
}

export interface StepOutput {
  /** At `nextSigma`, shaped as the input. */
  readonly latents: Tensor<'float32'>;
  /** Where the step is heading; absent for a latent space without a map to colours. */
  readonly preview?: PixelImage;
  /** State of the step cache for the next step; empty without one. */
  readonly memory: StepMemory;
}

/**
 * Source: the loops of diffusers pipeline_qwenimage.py and pipeline_qwenimage_edit_plus.py.
 * @param colours map from latents to colours; without it there is no preview.
 * @param pulse called within and after each prediction.
 * @throws InferenceError those of the predictor; `tensor-mismatch` when its velocity has another shape than the
 *   latents; `not-finite` when the velocity or the result holds NaN or infinity.
 */
export async function denoiseStep(
  predictor: VelocityPredictor,
  { latents, positive, negative, guidance, sigma, nextSigma, cache }: StepInput,
  colours?: LatentColours,
  pulse: Pulse = noPulse,
): Promise<StepOutput> {
  const passes = [
    { name: 'velocity', conditioning: positive },
    ...(negative ? [{ name: 'velocity of the negative prompt', conditioning: negative }] : []),
  ];
  const { velocities, memory } = await predictPasses(predictor, passes, { sigma, cache, pulse });
  const [withPrompt, without] = velocities as [Tensor<'float32'>, Tensor<'float32'>?];
  const velocity = predictor.toLatents(without ? guide(withPrompt, without, guidance) : withPrompt);
  const next = finite('latents of the next step', eulerStep(latents, velocity, sigma, nextSigma));
  const preview = colours && previewLatents(cleanEstimate(latents, velocity, sigma), colours);
  return { latents: next, memory, ...(preview ? { preview } : {}) };
}
