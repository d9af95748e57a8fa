/** Pictures stand in the slots that the prompt has for them: the text encoder must have seen each at its own size. */
import type { TokenSpan } from '../../diffusion/velocity-predictor.ts';
import { InferenceError } from '../../errors.ts';
import { tokenCount, type TokenGrid } from '../../transformer/token-grid.ts';

/** Pixels of a token along a side. */
const SCALE = 16;
/** Tokens of the transformer in the place of one of the text encoder: 32 x 32 pixels are four times 16 x 16. */
const TOKENS_OF_SLOT = 4;

/** @throws InferenceError `invalid-input` that says which links to change. */
export function expectSlots(slots: readonly TokenSpan[], pictures: readonly { readonly grid: TokenGrid }[]): void {
  if (slots.length !== pictures.length) {
    throw new InferenceError(
      'invalid-input',
      `The instruction was encoded with ${slots.length} pictures and has ${pictures.length} references: this model ` +
        'puts each picture where the instruction names it. Link "Pictures" and "References" of "Encode edit" to the ' +
        'same pictures, in the same order',
      { field: 'references', expected: String(slots.length), received: String(pictures.length) },
    );
  }
  for (const [i, { length }] of slots.entries()) {
    const { grid } = pictures[i] as { readonly grid: TokenGrid };
    if (length * TOKENS_OF_SLOT === tokenCount(grid)) continue;
    const size = `${grid.width * SCALE} x ${grid.height * SCALE}`;
    throw new InferenceError(
      'invalid-input',
      `Picture ${i + 1} of the instruction is ${size} as a reference, and the text encoder saw it at another size ` +
        `(${length} tokens, not ${tokenCount(grid) / TOKENS_OF_SLOT}). This model needs the same size for both: ` +
        'link "As reference" of "Look at image" to the picture that goes into "Encode image"',
      { field: 'references', expected: `${tokenCount(grid) / TOKENS_OF_SLOT} tokens`, received: `${length} tokens` },
    );
  }
}
