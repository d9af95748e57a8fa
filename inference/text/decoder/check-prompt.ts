/** Refuses prompts that a language model cannot read. */
import { InferenceError } from '../../errors.ts';
import type { TokenPositions } from './positions.ts';

/** @throws InferenceError `prompt-too-long`; `invalid-input` for no token, or positions of another length. */
export function checkPrompt(tokenIds: readonly number[], positions: TokenPositions, maxTokens: number): void {
  const { length } = tokenIds;
  if (length > maxTokens) {
    throw new InferenceError(
      'prompt-too-long',
      `The prompt has ${length} tokens; this checkpoint takes at most ${maxTokens}`,
      { field: 'tokenIds', expected: `at most ${maxTokens} tokens`, received: `${length} tokens` },
    );
  }
  if (length === 0 || positions.some((axis) => axis.length !== length)) {
    const received = `${length} tokens, positions of ${positions.map((axis) => axis.length).join(', ')}`;
    throw new InferenceError(
      'invalid-input',
      `Expected at least one token and a position on each axis for every token, received ${received}`,
      { field: length === 0 ? 'tokenIds' : 'positions', expected: 'equal lengths above 0', received },
    );
  }
}
