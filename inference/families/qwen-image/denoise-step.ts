/**
 * One step of a denoise loop: the velocity with guidance, then Euler's step. One or two passes of the transformer, each over
 * the text of its own prompt, unpadded; the tokens of pictures to edit follow those of the target. Source: the loops of pipeline_qwenimage.py
 * and pipeline_qwenimage_edit_plus.py.
 */
import { InferenceError } from '../../errors.ts';
import { float32, stackRows, type Tensor } from '../../tensor.ts';
import type { PixelImage } from '../../image/pixels.ts';
import { packLatents, unpackLatents } from './latents/pack.ts';
import { previewLatents } from './latents/preview.ts';
import { controlResiduals, type ScaledSamples } from './controlnet/residuals.ts';
import type { TransformerConfig } from './transformer/config.ts';
import type { TokenGrid } from './transformer/rope.ts';
import type { Transformer } from './transformer/transformer.ts';
import { cleanEstimate, eulerStep } from '../../diffusion/euler-step.ts';
import { guide, type GuidanceOptions } from '../../diffusion/guidance.ts';

/** What the transformer is conditioned on. */
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
export async function denoiseStep(
  transformer: Transformer,
  input: StepInput,
  controls: readonly ScaledSamples[] = [],
): Promise<StepOutput> {
  const { sigma, nextSigma, timestep, positive, negative, guidance } = input;
  const target = tokensOf(transformer.config, 'latents', input.latents);
  const control = controls.length === 0 ? {} : { control: controlResiduals(controls, transformer.config.layers) };
  const predict = async ({ embeds: text, references = [] }: Conditioning): Promise<Tensor<'float32'>> => {
    if (references.length > 0 && controls.length > 0) {
      throw new InferenceError(
        'invalid-input',
        'ControlNets know no pictures to edit: leave out the references or the control',
        { field: 'control' },
      );
    }
    const sequence = [
      target,
      ...references.map((latents, i) => tokensOf(transformer.config, `references[${i}]`, latents)),
    ];
    const velocity = await transformer.predict({
      latents: stackRows(sequence.map(({ tokens }) => tokens)),
      text,
      timestep,
      grids: sequence.flatMap(({ grids }) => grids),
      ...control,
    });
    // What the model says of the references is not part of the picture.
    return float32(velocity.data.slice(0, target.tokens.data.length), target.tokens.dims);
  };
  const velocityOfPrompt = await predict(positive);
  const velocity = negative ? guide(velocityOfPrompt, await predict(negative), guidance) : velocityOfPrompt;
  const { patchSize } = transformer.config;
  const { grid, packedDims } = target;
  const unpack = (tokens: Tensor<'float32'>): Tensor<'float32'> =>
    unpackLatents(float32(tokens.data, packedDims), grid, patchSize);
  const preview = previewLatents(
    float32(cleanEstimate(target.tokens, velocity, sigma).data, packedDims),
    grid,
    patchSize,
  );
  return { latents: unpack(eulerStep(target.tokens, velocity, sigma, nextSigma)), ...(preview ? { preview } : {}) };
}

/** Latents as a part of the sequence. */
interface SequencePart {
  /** [frames * rows * columns, features]. */
  readonly tokens: Tensor<'float32'>;
  /** Tokens down and across. */
  readonly grid: { readonly rows: number; readonly columns: number };
  readonly grids: readonly TokenGrid[];
  /** Of the tokens with a batch axis, one frame each. */
  readonly packedDims: readonly number[];
}

/** @throws InferenceError `invalid-input` for another number of channels. */
export function tokensOf(
  { patchSize, inChannels }: Pick<TransformerConfig, 'patchSize' | 'inChannels'>,
  field: string,
  latents: Tensor<'float32'>,
): SequencePart {
  const [frames = 0, channels = 0, height = 0, width = 0] = latents.dims;
  if (channels * patchSize ** 2 !== inChannels) {
    const expected = `${inChannels / patchSize ** 2} channels`;
    throw new InferenceError('invalid-input', `${field}: expected ${expected} for this model, received ${channels}`, {
      field,
      expected,
      received: `${channels} channels`,
    });
  }
  const packed = packLatents(latents, patchSize);
  const grid = { rows: height / patchSize, columns: width / patchSize };
  const grids = Array.from({ length: frames }, () => ({ frames: 1, height: grid.rows, width: grid.columns }));
  return {
    tokens: float32(packed.data, [frames * grid.rows * grid.columns, inChannels]),
    grid,
    grids,
    packedDims: packed.dims,
  };
}
