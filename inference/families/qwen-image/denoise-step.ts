/**
 * The velocity of one denoise step: a pass of the transformer over the text of a prompt, unpadded, and the tokens of
 * the picture. Tokens of pictures to edit follow those of the target.
 * Source: the loops of diffusers pipeline_qwenimage.py and pipeline_qwenimage_edit_plus.py.
 */
import type { Conditioning, VelocityPredictor } from '../../diffusion/velocity-predictor.ts';
import { InferenceError } from '../../errors.ts';
import { float32, stackRows, type Tensor, zeros } from '../../tensor.ts';
import { type ComponentRef, type StepRequest, strengthsOf, withBuiltIn } from '../requests.ts';
import type { BlockResiduals } from './controlnet/residuals.ts';
import { NO_CONTROLS, type StepControls, stepControls } from './control/step-controls.ts';
import { type SequencePart, sequencePart } from '../../transformer/sequence-part.ts';
import type { QwenImageLoaded } from './models.ts';
import { placementOf, sidesOf, usualMethod } from './transformer/placement/place-references.ts';
import type { Transformer, TransformerInput } from './transformer/transformer.ts';
import { EDIT_2511 } from './variants.ts';

/**
 * The predictor of a step.
 * @param expected timesteps whose modulation is computed in one run, if the step's own is among them.
 */
export async function predictor(
  loaded: QwenImageLoaded,
  step: StepRequest,
  expected: readonly number[],
): Promise<VelocityPredictor> {
  const timesteps = expected.includes(step.timestep) ? expected : [];
  const files = forMethods(step);
  // Controls come first: loading a net may release the transformer.
  const controls = await stepControls(loaded, step, timesteps);
  const nets = (step.controls ?? []).map(({ controlNet }) => controlNet);
  const transformer = await loaded.get('transformer', withBuiltIn(files, nets));
  const strengths = strengthsOf(step.transformer);
  if (timesteps.length > 0) await transformer.prepare(timesteps, strengths);
  return velocityPredictor(transformer, { ...step, strengths }, controls);
}

/** The transformer of a step, as the variant that the reference methods of its prompts need. */
function forMethods({ transformer, positive, negative }: StepRequest): ComponentRef {
  const needsStill = [positive, negative].some(
    (prompt) => prompt?.references?.length && prompt.referenceMethod === 'index_timestep_zero',
  );
  return needsStill ? { ...transformer, variant: EDIT_2511 } : transformer;
}

export interface VelocityInput extends Pick<StepRequest, 'latents' | 'timestep' | 'parity'> {
  /** Of the transformer's LoRAs, in their order; default: it has none. */
  readonly strengths?: readonly number[];
}

/** @throws InferenceError `invalid-input` or `tensor-mismatch` when the latents do not fit the model. */
export function velocityPredictor(
  transformer: Transformer,
  { latents, timestep, parity, strengths = [] }: VelocityInput,
  controls: StepControls = NO_CONTROLS,
): VelocityPredictor {
  const { config } = transformer;
  const sides = sidesOf(parity);
  const target = sequencePart(config, 'latents', latents, sides);
  const ofTarget = ({ data, dims }: Tensor<'float32'>): Tensor<'float32'> => {
    // References are no part of the picture.
    const [rows, columns] = [target.tokens.dims[0] as number, dims[1] as number];
    return float32(data.slice(0, rows * columns), [rows, columns]);
  };
  const inputOf = (conditioning: Conditioning): TransformerInput => {
    const { embeds: text, references: pictures = [], referenceMethod: method } = conditioning;
    const control = controls.residuals(conditioning, config.layers);
    if (pictures.length > 0 && control && parity !== 'comfyui') throw referencesWithControl();
    const references = pictures.map((each, i) => sequencePart(config, `references[${i}]`, each, sides));
    const parts = [target, ...references];
    return {
      latents: stackRows(parts.map(({ tokens }) => tokens)),
      text,
      timestep,
      strengths,
      grids: parts.flatMap(({ grids }) => grids),
      placement: placementOf(config, target, references, { parity, method }),
      stillReferences: (method ?? usualMethod(config)) === 'index_timestep_zero',
      patches: controls.patches,
      ...(control ? { control: onTarget(control, parts) } : {}),
    };
  };
  return {
    toLatents: (tokens) => target.toLatents(tokens),
    async predict(conditioning, pulse) {
      return ofTarget(await transformer.predict({ ...inputOf(conditioning), pulse }));
    },
    async start(conditioning) {
      const started = await transformer.start(inputOf(conditioning));
      return {
        firstChange: ofTarget(started.firstChange),
        async finish(pulse) {
          const { velocity, change } = await started.finish(pulse);
          return { velocity: ofTarget(velocity), change: ofTarget(change) };
        },
        finishWith: (change) => started.finishWith(change),
      };
    },
  };
}

/** Residuals of the target alone: nothing is added to tokens of references, as in ComfyUI. */
function onTarget(control: BlockResiduals, [, ...references]: readonly SequencePart[]): BlockResiduals {
  const rows = references.reduce((sum, { tokens }) => sum + (tokens.dims[0] ?? 0), 0);
  if (rows === 0) return control;
  const wider = new Map<Tensor<'float32'>, Tensor<'float32'>>();
  for (const residual of control) {
    // Blocks share residuals.
    if (residual && !wider.has(residual))
      wider.set(residual, stackRows([residual, zeros([rows, residual.dims[1] ?? 0])]));
  }
  return control.map((residual) => residual && wider.get(residual));
}

function referencesWithControl(): InferenceError {
  return new InferenceError(
    'invalid-input',
    'ControlNets know no pictures to edit: leave out the references or the control, or set "Parity" to comfyui',
    { field: 'control' },
  );
}
