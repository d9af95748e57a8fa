/**
 * The velocity of one denoise step: a pass of the transformer over the text of a prompt, unpadded, and the tokens of
 * the picture. Tokens of pictures to edit follow those of the target.
 * Source: the loops of diffusers pipeline_qwenimage.py and pipeline_qwenimage_edit_plus.py.
 */
import type { VelocityPredictor } from '../../diffusion/denoise-step.ts';
import { InferenceError } from '../../errors.ts';
import { float32, stackRows } from '../../tensor.ts';
import { type StepRequest, strengthsOf, withBuiltIn } from '../requests.ts';
import { NO_CONTROLS, type StepControls, stepControls } from './control/step-controls.ts';
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
  const controls = await stepControls(loaded, step);
  const nets = (step.controls ?? []).map(({ controlNet }) => controlNet);
  const transformer = await loaded.get('transformer', withBuiltIn(step.transformer, nets));
  const strengths = strengthsOf(step.transformer);
  if (expected.includes(step.timestep)) await transformer.prepare(expected, strengths);
  return velocityPredictor(transformer, { ...step, strengths }, controls);
}

export interface VelocityInput extends Pick<StepRequest, 'latents' | 'timestep'> {
  /** Of the transformer's LoRAs, in their order; default: it has none. */
  readonly strengths?: readonly number[];
}

/** @throws InferenceError `invalid-input` or `tensor-mismatch` when the latents do not fit the model. */
export function velocityPredictor(
  transformer: Transformer,
  { latents, timestep, strengths = [] }: VelocityInput,
  controls: StepControls = NO_CONTROLS,
): VelocityPredictor {
  const { config } = transformer;
  const target = sequencePart(config, 'latents', latents);
  return {
    toLatents: (tokens) => target.toLatents(tokens),
    async predict(conditioning, pulse) {
      const { embeds: text, references = [] } = conditioning;
      const control = controls.residuals(conditioning, config.layers);
      if (references.length > 0 && control) throw referencesWithControl();
      const parts = [target, ...references.map((each, i) => sequencePart(config, `references[${i}]`, each))];
      const velocity = await transformer.predict({
        latents: stackRows(parts.map(({ tokens }) => tokens)),
        text,
        timestep,
        strengths,
        grids: parts.flatMap(({ grids }) => grids),
        patches: controls.patches,
        ...(control ? { control } : {}),
        pulse,
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
