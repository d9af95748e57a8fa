/** The seam between a step of a denoise loop, which is the same for every family, and the family's model. */
import type { Pulse } from '../pulse.ts';
import type { Tensor } from '../tensor.ts';
import type { ReferenceMethod } from './reference-method.ts';

/** A run of rows among the hidden states of a prompt. */
export interface TokenSpan {
  readonly start: number;
  readonly length: number;
}

/** A prompt as the text encoder reads it. */
export interface EncodedPrompt {
  /** Hidden states, [tokens, text width]. */
  readonly embeds: Tensor<'float32'>;
  /**
   * Where the tokens of pictures stand, in order; absent: the transformer takes the prompt as one text, and its
   * pictures apart from it.
   */
  readonly pictures?: readonly TokenSpan[];
}

/** The conditioning of a prediction. */
export interface Conditioning extends EncodedPrompt {
  /** Normalised latents [1, channels, rows, columns] of the pictures to edit, in order. */
  readonly references?: readonly Tensor<'float32'>[];
  /** How their tokens are placed and modulated; default: as the checkpoint was trained. */
  readonly referenceMethod?: ReferenceMethod;
}

/** A pass of a transformer whose first block has run. */
export interface StartedPass {
  /** What the first block added to the tokens of the picture [tokens, width]. */
  readonly firstChange: Tensor<'float32'>;
  /** Runs the other blocks. The change is what they added to the tokens of the picture [tokens, width]. */
  finish(pulse: Pulse): Promise<{ readonly velocity: Tensor<'float32'>; readonly change: Tensor<'float32'> }>;
  /** The velocity if the other blocks add a change [tokens, width]. */
  finishWith(change: Tensor<'float32'>): Promise<Tensor<'float32'>>;
}

/** Predicts the velocity at the latents and timestep of one step. */
export interface VelocityPredictor {
  /**
   * The velocity as tokens [tokens, features]: guidance rescales it token by token.
   * @param pulse called between parts of the model.
   * @throws InferenceError `invalid-input` when the prompt or its references do not fit the model.
   */
  predict(conditioning: Conditioning, pulse: Pulse): Promise<Tensor<'float32'>>;
  /** Runs the first block only, for step caches; absent: the model has no such block. Throws as {@link predict}. */
  start?(conditioning: Conditioning): Promise<StartedPass>;
  /** Tokens rearranged to the shape of the step's latents. */
  toLatents(tokens: Tensor<'float32'>): Tensor<'float32'>;
}
