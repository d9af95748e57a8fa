/**
 * The velocity of one denoise step. The prompt and the pictures it names, clean, come first, and the noisy picture
 * last.
 * Source: the loop of diffusers `pipeline_qwenimage21.py`.
 */
import type { ReferenceMethod } from '../../diffusion/reference-method.ts';
import type { Conditioning, VelocityPredictor } from '../../diffusion/velocity-predictor.ts';
import { InferenceError } from '../../errors.ts';
import { type SequencePart, sequencePart } from '../../transformer/sequence-part.ts';
import type { TokenGrid } from '../../transformer/token-grid.ts';
import type { Loaded } from '../family.ts';
import { type StepRequest, strengthsOf } from '../requests.ts';
import { expectSlots } from './slots.ts';
import type { PictureTokens, Transformer, TransformerInput } from './transformer/transformer.ts';

/**
 * The predictor of a step.
 * @param expected timesteps whose modulation is computed in one run, if the step's own is among them.
 * @throws InferenceError `invalid-input` for ControlNets, which nobody has made for this family.
 */
export async function predictor(
  loaded: Loaded<{ readonly transformer: Transformer }>,
  step: StepRequest,
  expected: readonly number[],
): Promise<VelocityPredictor> {
  if (step.controls?.length) throw withControl();
  const transformer = await loaded.get('transformer', step.transformer);
  const strengths = strengthsOf(step.transformer);
  if (expected.includes(step.timestep)) await transformer.prepare(expected, strengths);
  return velocityPredictor(transformer, { ...step, strengths });
}

export interface VelocityInput extends Pick<StepRequest, 'latents' | 'timestep' | 'parity'> {
  /** Of the transformer's LoRAs, in their order; default: it has none. */
  readonly strengths?: readonly number[];
}

/** @throws InferenceError `invalid-input` or `tensor-mismatch` when the latents do not fit the model. */
export function velocityPredictor(
  transformer: Transformer,
  { latents, timestep, parity, strengths = [] }: VelocityInput,
): VelocityPredictor {
  const { config } = transformer;
  const target = sequencePart(config, 'latents', latents);
  const pictureOf = (field: string, each: Conditioning['embeds']): PictureTokens =>
    asPicture(field, sequencePart(config, field, each));
  const inputOf = (conditioning: Conditioning): TransformerInput => {
    const { embeds, pictures: slots = [], references: given = [], referenceMethod } = conditioning;
    if (referenceMethod !== undefined) throw withMethod(referenceMethod);
    const references = given.map((each, i) => pictureOf(`references[${i}]`, each));
    expectSlots(slots, references);
    const picture = asPicture('latents', target);
    if (parity === 'comfyui') references.forEach(({ grid }) => expectSameCentres(grid, picture.grid));
    return { text: embeds, slots, references, target: picture, timestep, strengths };
  };
  return {
    toLatents: (tokens) => target.toLatents(tokens),
    async predict(conditioning, pulse) {
      return transformer.predict({ ...inputOf(conditioning), pulse });
    },
    async start(conditioning) {
      return transformer.start(inputOf(conditioning));
    },
  };
}

/** @throws InferenceError `invalid-input` for latents of several frames. */
function asPicture(field: string, { tokens, grids }: SequencePart): PictureTokens {
  const [grid] = grids;
  if (grid && grids.length === 1) return { tokens, grid };
  const received = `${grids.length} frames`;
  throw new InferenceError('invalid-input', `${field}: expected one frame, received ${received}`, {
    field,
    expected: '1 frame',
    received,
  });
}

/**
 * ComfyUI places pictures as diffusers does, but for references beside a target: where one of them has an odd number of
 * rows or columns and the other an even one, ComfyUI moves the reference by half a token.
 */
function expectSameCentres(shown: TokenGrid, target: TokenGrid): void {
  if (shown.height % 2 === target.height % 2 && shown.width % 2 === target.width % 2) return;
  const [expected, received] = [target, shown].map(({ height, width }) => `${height} x ${width} tokens`);
  throw new InferenceError(
    'invalid-input',
    `Places as in ComfyUI need sides that are all odd or all even in tokens: the picture has ${expected}, a ` +
      `reference ${received}. Make the sides of both multiples of 32 pixels, or set "Parity" to diffusers`,
    { field: 'parity', expected: `as odd as ${expected}`, received: received ?? '' },
  );
}

function withMethod(method: ReferenceMethod): InferenceError {
  return new InferenceError(
    'invalid-input',
    `Models of this family place references where the prompt names them: leave out the reference method "${method}"`,
    { field: 'referenceMethod', expected: 'no method', received: method },
  );
}

function withControl(): InferenceError {
  return new InferenceError('invalid-input', 'Models of this family take no ControlNets: leave out the control', {
    field: 'control',
    expected: 'no control',
  });
}
