/**
 * The seam between the layers that a graph is built of and the operators that compute them. Which operator is fastest,
 * and which exists at all, differs between devices, so each device brings its own kernels. Graph builders never see
 * them: they call `Graph.linear`, `Graph.attention` and so on.
 */
import type { Emitter } from '../emitter.ts';
import type { Dim, Value } from '../value.ts';
import type { IntegerKernels } from './integers.ts';

/** Cosines and sines of rotary angles, each [tokens, headDim / 2]. */
export interface RotaryTables {
  readonly cos: Value;
  readonly sin: Value;
}

/** Queries, keys and values. */
export type Qkv = readonly [q: Value, k: Value, v: Value];

/** How far causal attention has come in a sequence. */
export interface CacheLengths {
  /** int32 [1]: past + new - 1. */
  readonly lastIndex: Value;
  /** int32 scalar: past + new. */
  readonly total: Value;
}

/** Attention in which groups of query heads share one head of keys and values. */
export interface GroupedHeads {
  readonly query: number;
  readonly kv: number;
}

/** Integers of 4 bits, two to a byte, the first in the low half: value = (nibble - 8) * scale. */
export interface NibbleMatrix {
  /** uint8 [out, blocks, block / 2]. */
  readonly nibbles: Value;
  /** float32 [out, blocks]. */
  readonly scale: Value;
}

/** A change of a weight [out, in] by strength * scale * up * down. */
export interface LowRank {
  /** [rank, in]. */
  readonly down: Value;
  /** [out, rank]. */
  readonly up: Value;
  readonly scale: number;
  /** [1], an input of the graph. */
  readonly strength: Value;
}

export interface Kernels {
  /** Number format that products are added in, as cache keys name it. */
  readonly arithmetic: string;
  /** Raised whenever a kernel is changed so that results differ; enters cache keys. */
  readonly version: number;
  /** Products of 8-bit codes as they are; absent: weights are widened, and products are exact. */
  readonly integers?: IntegerKernels;

  /** A stored weight as float32. */
  widen(e: Emitter, stored: Value): Value;

  /** Codes [rows, columns] of 8 bits times one float32 for each row [rows]. */
  dequantise(e: Emitter, codes: Value, scales: Value): Value;

  /** x [rows, in] times the transpose of a weight [out, in], plus a bias [out]. */
  linear(e: Emitter, x: Value, weight: Value, bias: Value | undefined): Value;

  /**
   * x [rows, in] times the transpose of a weight [out, in] in 4 bits, plus a bias [out]. In a session that packs its
   * weights the kernel rounds each block of x to 8-bit integers; in others it widens the weight.
   */
  linearOfNibbles(e: Emitter, x: Value, weight: NibbleMatrix, bias: Value | undefined): Value;

  /** y [rows, out] plus what a change of the weight adds to it for x [rows, in]. */
  addLowRank(e: Emitter, y: Value, x: Value, update: LowRank): Value;

  /** LayerNorm over the last axis; scale and bias, if there is one, are [width] or [rows, width]. */
  layerNorm(e: Emitter, x: Value, scale: Value, bias: Value | undefined, epsilon: number): Value;

  /** RMSNorm over the last axis, times a weight [width]. */
  rmsNorm(e: Emitter, x: Value, weight: Value, epsilon: number): Value;

  /** GELU, exact. */
  gelu(e: Emitter, x: Value): Value;

  /** GELU in its tanh approximation. */
  geluTanh(e: Emitter, x: Value): Value;

  /** x times sigmoid(x). */
  silu(e: Emitter, x: Value): Value;

  /**
   * Rotary embedding of x [1, tokens, heads * headDim], one angle per token and pair of features.
   * @param interleaved pairs are neighbours (2k, 2k + 1); otherwise (k, k + headDim / 2).
   */
  rotary(e: Emitter, x: Value, tables: RotaryTables, heads: number, interleaved: boolean): Value;

  /** Attention of every token to every token; q, k and v are [1, tokens, heads * headDim], scale 1 / sqrt(headDim). */
  attention(e: Emitter, qkv: Qkv, heads: number): Value;

  /**
   * Attention within each sequence of a batch [batch, tokens, heads * headDim].
   * @param valid int32 [batch, tokens]: 0 for padding.
   */
  paddedAttention(e: Emitter, qkv: Qkv, valid: Value, heads: number): Value;

  /**
   * Causal attention that continues a cache of keys and values.
   * @param past keys and values so far, each [1, kvHeads, past, headDim].
   * @param total size of the grown cache along its third axis.
   * @returns attended [1, tokens, heads * headDim], and the grown cache.
   */
  causalAttention(
    e: Emitter,
    qkv: Qkv,
    past: readonly [keys: Value, values: Value],
    lengths: CacheLengths,
    heads: GroupedHeads,
    total: Dim,
  ): readonly [attended: Value, keys: Value, values: Value];
}
