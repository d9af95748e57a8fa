/** Facts of a language model that its layers, caches and rotary tables are built from. */

export interface DecoderConfig {
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  /** Heads of keys and values; query heads share them in groups. */
  readonly kvHeads: number;
  /** `heads * headDim` need not be the width. */
  readonly headDim: number;
  readonly mlpWidth: number;
  readonly vocabulary: number;
  readonly normEpsilon: number;
  /** Base of the rotary frequencies. */
  readonly ropeTheta: number;
  /** Rotary pairs that follow the time, the row and the column of a token: together half of {@link headDim}. */
  readonly mropeSections: readonly [time: number, row: number, column: number];
  /** Longest sequence, in tokens. */
  readonly maxTokens: number;
}
