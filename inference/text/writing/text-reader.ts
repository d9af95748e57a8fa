/**
 * The seam between writing and the language models that can: a text that grows by a token at a time. Each text encoder
 * that writes brings its own.
 */
import type { Pulse } from '../../pulse.ts';
import type { Tensor } from '../../tensor.ts';

export interface TextReader {
  /**
   * Reads the prompt, once and first.
   * @param pulse called between parts of the model.
   * @returns the hidden state [1, width] of its last token after the final norm, from which the head tells the next.
   */
  readPrompt(pulse: Pulse): Promise<Tensor<'float32'>>;
  /** Reads one more token: the hidden state [1, width] of it. */
  readToken(token: number, pulse: Pulse): Promise<Tensor<'float32'>>;
}
