/**
 * The order and the positions of all tokens. Pictures stand where the prompt names them, and the target comes last. A
 * cursor counts positions: text advances it by one on all three axes; a picture keeps the cursor as its frame and
 * advances it by its longer side.
 *
 * Text sees what comes before it, and a picture sees the whole of itself too. So the sequence falls into stretches,
 * each a run of text and the picture after it, that go through the model one after the other.
 * Source: diffusers `transformer_qwenimage21.py`, `pos_embed` and `build_token_metadata`.
 */
import { InferenceError } from '../../../errors.ts';
import { gridPositions, type Position } from '../../../transformer/rotary-table.ts';
import { tokenCount, type TokenGrid } from '../../../transformer/token-grid.ts';

/** Where the slots of a picture stand among the hidden states of a prompt. */
export interface SlotSpan {
  readonly start: number;
  readonly length: number;
}

/** Neighbouring tokens of the sequence: text, then the picture that follows it, if one does. */
export interface Stretch {
  /** Rows of the hidden states: the first, and how many. */
  readonly text: SlotSpan;
  /** Index of the picture; absent: the text goes on, or ends. */
  readonly picture?: number;
  /** Tokens of the sequence before it. */
  readonly past: number;
  readonly positions: readonly Position[];
}

export interface JointSequence {
  /** All that comes before the target. */
  readonly prefix: readonly Stretch[];
  readonly prefixTokens: number;
  readonly targetPositions: readonly Position[];
}

export interface SequenceSizes {
  /** Hidden states of the prompt, slots included. */
  readonly states: number;
  readonly slots: readonly SlotSpan[];
  /** Pictures, in the order of their slots. */
  readonly pictures: readonly TokenGrid[];
  readonly target: TokenGrid;
}

/** Tokens in the place of one slot: the text encoder's patches cover 32 x 32 pixels, the transformer's 16 x 16. */
const TOKENS_OF_SLOT = 4;

/**
 * @param mostText how many rows of text a stretch has at most when it follows so many tokens.
 * @throws InferenceError `invalid-input` when slots and pictures do not fit each other.
 */
export function jointSequence(sizes: SequenceSizes, mostText: (past: number) => number): JointSequence {
  checkSlots(sizes);
  const { states, slots, pictures, target } = sizes;
  const prefix: Stretch[] = [];
  let [row, past, cursor] = [0, 0, 0];
  const add = (end: number, picture?: number): void => {
    do {
      const length = Math.min(end - row, mostText(past));
      const isLast = row + length === end;
      const positions = Array.from({ length }, (_, i): Position => [cursor + i, cursor + i, cursor + i]);
      cursor += length;
      const grid = isLast && picture !== undefined ? pictures[picture] : undefined;
      if (grid) {
        positions.push(...gridPositions(grid, cursor));
        cursor += Math.max(grid.height, grid.width);
      }
      prefix.push({ text: { start: row, length }, past, positions, ...(grid ? { picture: picture as number } : {}) });
      [row, past] = [row + length, past + positions.length];
    } while (row < end);
  };
  for (const [i, { start, length }] of slots.entries()) {
    add(start, i);
    row += length;
  }
  if (row < states) add(states);
  return { prefix, prefixTokens: past, targetPositions: gridPositions(target, cursor) };
}

function checkSlots({ states, slots, pictures }: SequenceSizes): void {
  const expected = pictures.map((grid) => `${tokenCount(grid) / TOKENS_OF_SLOT}`).join(', ') || 'none';
  const received = slots.map(({ length }) => `${length}`).join(', ') || 'none';
  if (received !== expected) {
    throw new InferenceError(
      'invalid-input',
      `references: the prompt has slots for pictures of ${received} tokens, the pictures given take ${expected}: ` +
        'encode the prompt with the pictures that the transformer gets, at the same sizes',
      { field: 'references', expected, received },
    );
  }
  let row = 0;
  for (const { start, length } of slots) {
    if (start < row || start + length > states) {
      const place = `${start} to ${start + length}`;
      const message = `pictures: slots must follow each other within ${states} hidden states, received ${place}`;
      throw new InferenceError('invalid-input', message, { field: 'pictures', received: place });
    }
    row = start + length;
  }
}
