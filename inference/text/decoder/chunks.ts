/** Cutting a long prompt into chunks, so that attention scores take a fixed amount of memory at most. */

/** Most tokens of a chunk: enough for full speed of the matrix kernels. */
export const CHUNK_TOKENS = 1024;
/** Most attention scores held at once, over all heads: 1 GiB as float32. */
const MAX_SCORES = 2 ** 28;

/** A range of tokens. */
export interface Chunk {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/**
 * Consecutive chunks that cover a prompt.
 * @param largest most tokens of a chunk.
 * @param first the token that the first chunk begins with.
 */
export function chunksOf(tokens: number, heads: number, largest: number, first = 0): readonly Chunk[] {
  const size = Math.max(1, Math.min(largest, Math.floor(MAX_SCORES / (heads * Math.max(1, tokens)))));
  return Array.from({ length: Math.ceil((tokens - first) / size) }, (_, i) => ({
    from: first + i * size,
    to: Math.min(tokens, first + (i + 1) * size),
  }));
}
