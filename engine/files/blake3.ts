/**
 * BLAKE3, which clients of ComfyUI name files by and Node does not have. Source: the BLAKE3 paper,
 * https://github.com/BLAKE3-team/BLAKE3-specs/blob/master/blake3.pdf, sections 2.1 to 2.5. Words are of 32 bits, and
 * little-endian in bytes.
 */

const IV = Uint32Array.of(
  0x6a09e667,
  0xbb67ae85,
  0x3c6ef372,
  0xa54ff53a,
  0x510e527f,
  0x9b05688c,
  0x1f83d9ab,
  0x5be0cd19,
);
/** Where a round finds the words of the message that the round before it used. */
const PERMUTATION = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8] as const;
/** Of a state of 16 words: the columns, then the diagonals. */
const QUARTERS = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
] as const;
const ROUNDS = 7;
/** The words of the message in the order in which all rounds use them. */
const SCHEDULE = schedule();
/** Reused: one compression ends before the next one begins. */
const state = new Uint32Array(16);
const [BLOCK, CHUNK] = [64, 1024];
const [START, END, PARENT, ROOT] = [1, 2, 4, 8];

/** What is left to compress of a chunk or a parent: its chaining value, or the root of the tree. */
interface Node {
  readonly chaining: Uint32Array;
  readonly words: Uint32Array;
  /** The number of the chunk. */
  readonly counter: number;
  /** Bytes in the last block. */
  readonly length: number;
  readonly flags: number;
}

export class Blake3 {
  /** Bytes of the current chunk. The last chunk stays here until the end: it may be the root. */
  readonly #chunk = new Uint8Array(CHUNK);
  #filled = 0;
  #chunks = 0;
  /** Chaining values of whole subtrees, the largest first. */
  readonly #stack: Uint32Array[] = [];

  update(bytes: Uint8Array): this {
    for (let at = 0; at < bytes.length;) {
      if (this.#filled === CHUNK) this.#endChunk();
      const part = bytes.subarray(at, at + CHUNK - this.#filled);
      this.#chunk.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
    }
    return this;
  }

  /** 32 bytes in hexadecimal. Nothing may be added afterwards. */
  digest(): string {
    let node = chunkNode(this.#chunk.subarray(0, this.#filled), this.#chunks);
    for (const left of this.#stack.toReversed()) node = parentNode(left, compress(node));
    const words = compress({ ...node, counter: 0, flags: node.flags | ROOT });
    const bytes = Buffer.alloc(words.length * 4);
    for (const [index, word] of words.entries()) bytes.writeUInt32LE(word, index * 4);
    return bytes.toString('hex');
  }

  #endChunk(): void {
    let chaining = compress(chunkNode(this.#chunk, this.#chunks));
    this.#chunks += 1;
    this.#filled = 0;
    // A subtree of 2^n chunks is whole for each zero bit at the end of their number.
    for (let whole = this.#chunks; whole % 2 === 0; whole /= 2) {
      const left = this.#stack.pop();
      if (left) chaining = compress(parentNode(left, chaining));
    }
    this.#stack.push(chaining);
  }
}

/** @param bytes at most 1024. */
function chunkNode(bytes: Uint8Array, counter: number): Node {
  let chaining: Uint32Array = IV;
  const blocks = Math.max(1, Math.ceil(bytes.length / BLOCK));
  for (let block = 0; block < blocks - 1; block++) {
    const words = wordsOf(bytes.subarray(block * BLOCK, (block + 1) * BLOCK));
    chaining = compress({ chaining, words, counter, length: BLOCK, flags: block === 0 ? START : 0 });
  }
  const last = bytes.subarray((blocks - 1) * BLOCK);
  const flags = (blocks === 1 ? START : 0) | END;
  return { chaining, words: wordsOf(last), counter, length: last.length, flags };
}

function parentNode(left: Uint32Array, right: Uint32Array): Node {
  const words = new Uint32Array(16);
  words.set(left);
  words.set(right, 8);
  return { chaining: IV, words, counter: 0, length: BLOCK, flags: PARENT };
}

/** @param bytes at most 64; those that are missing are zero. */
function wordsOf(bytes: Uint8Array): Uint32Array {
  const words = new Uint32Array(BLOCK / 4);
  for (let at = 0; at < bytes.length; at++)
    words[at >> 2] = at32(words, at >> 2) | ((bytes[at] as number) << ((at & 3) * 8));
  return words;
}

/** @returns the chaining value, or the digest of a root: 8 words. */
function compress({ chaining, words, counter, length, flags }: Node): Uint32Array {
  state.set(chaining);
  for (let index = 0; index < 4; index++) state[index + 8] = at32(IV, index);
  state[12] = counter;
  state[13] = Math.floor(counter / 2 ** 32);
  state[14] = length;
  state[15] = flags;
  for (let round = 0, at = 0; round < ROUNDS; round++) {
    for (const [a, b, c, d] of QUARTERS) {
      mix(a, b, c, d, at32(words, SCHEDULE[at] as number), at32(words, SCHEDULE[at + 1] as number));
      at += 2;
    }
  }
  const chained = new Uint32Array(8);
  for (let index = 0; index < 8; index++) chained[index] = at32(state, index) ^ at32(state, index + 8);
  return chained;
}

function mix(a: number, b: number, c: number, d: number, x: number, y: number): void {
  state[a] = at32(state, a) + at32(state, b) + x;
  state[d] = rotated(at32(state, d) ^ at32(state, a), 16);
  state[c] = at32(state, c) + at32(state, d);
  state[b] = rotated(at32(state, b) ^ at32(state, c), 12);
  state[a] = at32(state, a) + at32(state, b) + y;
  state[d] = rotated(at32(state, d) ^ at32(state, a), 8);
  state[c] = at32(state, c) + at32(state, d);
  state[b] = rotated(at32(state, b) ^ at32(state, c), 7);
}

/** A word there surely is. */
function at32(words: Uint32Array, index: number): number {
  return words[index] as number;
}

/** To the right. */
function rotated(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

function schedule(): Uint8Array {
  const order = Array.from(PERMUTATION, (_, index) => index);
  const rounds: number[][] = [];
  for (let round = 0, now = order; round < ROUNDS; round++) {
    rounds.push(now);
    now = PERMUTATION.map((from) => now[from] as number);
  }
  return Uint8Array.from(rounds.flat());
}
