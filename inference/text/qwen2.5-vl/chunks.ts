/** How a long prompt is cut, so that attention scores need no more than a fixed amount of memory. */

/** Tokens of a chunk at most: enough for full speed of the matrix kernels. */
export const CHUNK_TOKENS = 1024;
/** Attention scores held at once at most, over all heads: 1 GiB as float32. */
const MAX_SCORES = 2 ** 28;

/** A range of tokens. */
export interface Chunk {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/**
 * Consecutive chunks that cover a prompt.
 * @param largest tokens of a chunk at most.
 */
export function chunksOf(tokens: number, heads: number, largest: number): readonly Chunk[] {
  const size = Math.max(1, Math.min(largest, Math.floor(MAX_SCORES / (heads * Math.max(1, tokens)))));
  return Array.from({ length: Math.ceil(tokens / size) }, (_, i) => ({
    from: i * size,
    to: Math.min(tokens, (i + 1) * size),
  }));
}
