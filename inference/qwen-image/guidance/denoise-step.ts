/**
 * One step of a denoise loop: the velocity with guidance, then Euler's step. One or two passes of the transformer, each over
 * the text of its own prompt, unpadded. Source: the loop of pipeline_qwenimage.py.
 */
import { InferenceError } from '../../errors.ts';
import { float32, type Tensor } from '../../tensor.ts';
import type { PixelImage } from '../latents/image.ts';
import { packLatents, unpackLatents } from '../latents/pack.ts';
import { previewLatents } from '../preview/latent-preview.ts';
import type { Transformer } from '../transformer/transformer.ts';
import { cleanEstimate, eulerStep } from './euler-step.ts';
import { guide, type GuidanceOptions } from './guide.ts';

export interface StepInput {
  /** Normalised latents [frames, channels, rows, columns]. */
  readonly latents: Tensor<'float32'>;
  /** Hidden states of the prompt, [tokens, text width]. */
  readonly positive: Tensor<'float32'>;
  /** The same of the negative prompt; left out for no guidance. */
  readonly negative?: Tensor<'float32'>;
  readonly guidance: GuidanceOptions;
  readonly sigma: number;
  readonly nextSigma: number;
  /** What the model is told, in [0, 1]. */
  readonly timestep: number;
}

export interface StepOutput {
  /** At `nextSigma`, same shape. */
  readonly latents: Tensor<'float32'>;
  /** Where the step is heading; absent for a latent space without a map to colours. */
  readonly preview?: PixelImage;
}

/** @throws InferenceError `invalid-input` or `tensor-mismatch` when the latents or prompts do not fit the model. */
export async function denoiseStep(transformer: Transformer, input: StepInput): Promise<StepOutput> {
  const { sigma, nextSigma, timestep, positive, negative, guidance } = input;
  const { patchSize } = transformer.config;
  const [frames = 0, channels = 0, latentRows = 0, latentColumns = 0] = input.latents.dims;
  if (channels * patchSize ** 2 !== transformer.config.inChannels) {
    const expected = `${transformer.config.inChannels / patchSize ** 2} channels`;
    throw new InferenceError('invalid-input', `latents: expected ${expected} for this transformer, received ${channels}`,
      { field: 'latents', expected, received: `${channels} channels` });
  }
  const packed = packLatents(input.latents, patchSize);
  const grid = { rows: latentRows / patchSize, columns: latentColumns / patchSize };
  const latents = float32(packed.data, [frames * grid.rows * grid.columns, transformer.config.inChannels]);
  const grids = Array.from({ length: frames }, () => ({ frames: 1, height: grid.rows, width: grid.columns }));
  const predict = (text: Tensor<'float32'>): Promise<Tensor<'float32'>> => transformer.predict({ latents, text, timestep, grids });

  const velocityOfPrompt = await predict(positive);
  const velocity = negative ? guide(velocityOfPrompt, await predict(negative), guidance) : velocityOfPrompt;
  const unpack = (tokens: Tensor<'float32'>): Tensor<'float32'> => unpackLatents(float32(tokens.data, packed.dims), grid, patchSize);
  const preview = previewLatents(float32(cleanEstimate(latents, velocity, sigma).data, packed.dims), grid, patchSize);
  return { latents: unpack(eulerStep(latents, velocity, sigma, nextSigma)), ...(preview ? { preview } : {}) };
}
