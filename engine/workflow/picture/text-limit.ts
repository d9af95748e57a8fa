/** How much text is read out of a picture. A file of a stranger may say that it holds any amount. */
import { inflateSync } from 'node:zlib';

/** Bytes of all texts of one picture that are read, inflated. A workflow of 10,000 nodes has 4 MiB. */
export const MOST_TEXT = 16 * 2 ** 20;

/** Compressed bytes of a text that is inflated in large pieces. */
const LARGE_TEXT = 2 ** 14;
/** Bytes that are inflated at a time: as many as zlib takes by itself, or more. */
const [SMALL_PIECE, LARGE_PIECE] = [2 ** 14, 2 ** 20];

/** Chunks or segments of a file that are looked at. */
export const MOST_CHUNKS = 100_000;

/** Thrown for a text under our own keyword that is above the limit. */
export class TextTooLarge extends Error {
  override readonly name = 'TextTooLarge';

  constructor() {
    super(`the text in the picture has more than ${MOST_TEXT / 2 ** 20} MiB, which is the limit`);
  }
}

/** Thrown for a text under our own keyword whose checksum does not fit: what it says is not what was written. */
export class TextDamaged extends Error {
  override readonly name = 'TextDamaged';

  constructor() {
    super('the workflow in the picture is damaged: its checksum does not fit. Use another copy of the file');
  }
}

/** The bytes that may still be read from one picture: a limit for each text and for all of them together. */
export class TextBudget {
  #left = MOST_TEXT;

  /** @returns the same bytes. @throws TextTooLarge */
  take(bytes: Uint8Array): Uint8Array {
    if (bytes.length > this.#left) throw new TextTooLarge();
    this.#left -= bytes.length;
    return bytes;
  }

  /**
   * Inflates no more than what is left.
   * @throws TextTooLarge; Error for damaged data, which counts as if it had filled the budget.
   */
  inflate(bytes: Uint8Array): Uint8Array {
    const left = this.#left;
    this.#left = 0;
    // zlib takes no limit of 0.
    if (left === 0) throw new TextTooLarge();
    const inflated = inflateWithin(bytes, left);
    this.#left = left - inflated.length;
    return inflated;
  }
}

function inflateWithin(bytes: Uint8Array, most: number): Uint8Array {
  try {
    // Many small pieces would leave holes in the memory of the thread.
    const chunkSize = bytes.length > LARGE_TEXT ? LARGE_PIECE : SMALL_PIECE;
    return inflateSync(bytes, { maxOutputLength: most, chunkSize });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw new TextTooLarge();
    throw error;
  }
}
