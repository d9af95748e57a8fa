/**
 * One step of a denoise loop, the same for every family of models: one velocity per prompt, guidance between them,
 * Euler's step to the next sigma, and a preview of where the step is heading. A family only predicts the velocity.
 */
import { finite } from '../finite.ts';
import type { PixelImage } from '../image/pixels.ts';
import { noPulse, type Pulse, pulseOfPart } from '../pulse.ts';
import type { Tensor } from '../tensor.ts';
import { cleanEstimate, eulerStep } from './euler-step.ts';
import { guide, type GuidanceOptions } from './guidance.ts';
import { type LatentColours, previewLatents } from './preview.ts';

/** The conditioning of a prediction. */
export interface Conditioning {
  /** Hidden states of the prompt, [tokens, text width]. */
  readonly embeds: Tensor<'float32'>;
  /** Normalised latents [1, channels, rows, columns] of the pictures to edit, in order. */
  readonly references?: readonly Tensor<'float32'>[];
}

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
}

export interface StepOutput {
  /** At `nextSigma`, shaped as the input. */
  readonly latents: Tensor<'float32'>;
  /** Where the step is heading; absent for a latent space without a map to colours. */
  readonly preview?: PixelImage;
}

/** Predicts the velocity at the latents and timestep of one step. */
export interface VelocityPredictor {
  /**
   * The velocity as tokens [tokens, features]: guidance rescales it token by token.
   * @param pulse called between parts of the model.
   * @throws InferenceError `invalid-input` when the prompt or its references do not fit the model.
   */
  predict(conditioning: Conditioning, pulse: Pulse): Promise<Tensor<'float32'>>;
  /** Tokens rearranged to the shape of the step's latents. */
  toLatents(tokens: Tensor<'float32'>): Tensor<'float32'>;
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
  { latents, positive, negative, guidance, sigma, nextSigma }: StepInput,
  colours?: LatentColours,
  pulse: Pulse = noPulse,
): Promise<StepOutput> {
  const passes = negative ? 2 : 1;
  const predict = (conditioning: Conditioning, pass: number): Promise<Tensor<'float32'>> =>
    predictor.predict(conditioning, pulseOfPart(pulse, pass, passes));
  const withPrompt = finite('velocity', await predict(positive, 0));
  const without = negative && finite('velocity of the negative prompt', await predict(negative, 1));
  const velocity = predictor.toLatents(without ? guide(withPrompt, without, guidance) : withPrompt);
  const next = finite('latents of the next step', eulerStep(latents, velocity, sigma, nextSigma));
  const preview = colours && previewLatents(cleanEstimate(latents, velocity, sigma), colours);
  return { latents: next, ...(preview ? { preview } : {}) };
}
