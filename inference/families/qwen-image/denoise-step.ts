/**
 * The velocity of one denoise step: a pass of the transformer over the text of a prompt, unpadded, and the tokens of
 * the picture. Tokens of pictures to edit follow those of the target.
 * Source: the loops of diffusers pipeline_qwenimage.py and pipeline_qwenimage_edit_plus.py.
 */
import type { Conditioning, VelocityPredictor } from '../../diffusion/denoise-step.ts';
import { InferenceError } from '../../errors.ts';
import { finite } from '../../finite.ts';
import { latentMask } from '../../image/mask.ts';
import { image } from '../../tensor-shape.ts';
import { float32, stackRows, type Tensor } from '../../tensor.ts';
import { type ControlRequest, type StepRequest, strengthsOf } from '../requests.ts';
import { controlSamples, withKeptMask } from './controlnet/control-samples.ts';
import { controlResiduals, type ScaledSamples } from './controlnet/residuals.ts';
import { sequencePart } from './latents/sequence.ts';
import type { QwenImageLoaded } from './models.ts';
import type { Transformer } from './transformer/transformer.ts';

/**
 * The predictor of a step.
 * @param expected timesteps whose modulation is computed in one run, if the step's own is among them.
 */
export async function predictor(
  loaded: QwenImageLoaded,
  step: StepRequest,
  expected: readonly number[],
): Promise<VelocityPredictor> {
  // Controls come first: loading a net may release the transformer.
  const controls = await controlsOf(loaded, step);
  const transformer = await loaded.get('transformer', step.transformer);
  const strengths = strengthsOf(step.transformer);
  if (expected.includes(step.timestep)) await transformer.prepare(expected, strengths);
  return velocityPredictor(transformer, { ...step, strengths }, controls);
}

async function controlsOf(loaded: QwenImageLoaded, step: StepRequest): Promise<readonly ScaledSamples[]> {
  const controls: ScaledSamples[] = [];
  for (const control of step.controls ?? []) {
    const net = await loaded.get('ControlNet', control.controlNet);
    const picture = net.config.takesMask ? withMask(control) : control.latents;
    const samples = await controlSamples(net, step, picture);
    samples.forEach((sample, block) => finite(`sample ${block} of the ControlNet`, sample));
    controls.push({ samples, strength: control.strength });
  }
  return controls;
}

/** The control picture with its mask as one more channel. */
function withMask({ latents, mask, scale }: ControlRequest): Tensor<'float32'> {
  if (!mask) return latents;
  const { height, width } = image(latents, 'control');
  return withKeptMask(latents, latentMask(mask, height, width, scale));
}

export interface VelocityInput extends Pick<StepRequest, 'latents' | 'timestep'> {
  /** Of the transformer's LoRAs, in their order; default: it has none. */
  readonly strengths?: readonly number[];
}

/** @throws InferenceError `invalid-input` or `tensor-mismatch` when the latents do not fit the model. */
export function velocityPredictor(
  transformer: Transformer,
  { latents, timestep, strengths = [] }: VelocityInput,
  controls: readonly ScaledSamples[] = [],
): VelocityPredictor {
  const { config } = transformer;
  const target = sequencePart(config, 'latents', latents);
  const control = controls.length === 0 ? {} : { control: controlResiduals(controls, config.layers) };
  return {
    toLatents: (tokens) => target.toLatents(tokens),
    async predict({ embeds: text, references = [] }: Conditioning) {
      if (references.length > 0 && controls.length > 0) throw referencesWithControl();
      const parts = [target, ...references.map((each, i) => sequencePart(config, `references[${i}]`, each))];
      const velocity = await transformer.predict({
        latents: stackRows(parts.map(({ tokens }) => tokens)),
        text,
        timestep,
        strengths,
        grids: parts.flatMap(({ grids }) => grids),
        ...control,
      });
      // The tokens of references are dropped: they are not part of the picture.
      return float32(velocity.data.slice(0, target.tokens.data.length), target.tokens.dims);
    },
  };
}

function referencesWithControl(): InferenceError {
  return new InferenceError(
    'invalid-input',
    'ControlNets know no pictures to edit: leave out the references or the control',
    { field: 'control' },
  );
}
