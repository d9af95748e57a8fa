/**
 * Rotary tables of language models that read pictures (mRoPE). Every token has three positions (time, row, column), and
 * each rotary pair follows one of them. The three positions of a text token are equal.
 * Source: transformers `modeling_qwen2_5_vl.py`, `Qwen2_5_VLRotaryEmbedding`, angles in float32 as there.
 */
import { float32, type Tensor } from '../../tensor.ts';
import type { DecoderConfig } from './decoder-config.ts';
import type { TokenPositions } from './positions.ts';

/** Axis of positions that each rotary pair of a head follows: 0 time, 1 row, 2 column. */
export type PairAxes = readonly (0 | 1 | 2)[];

/** Cosines and sines, each [tokens, headDim / 2]. */
export interface MropeTable {
  readonly cos: Tensor<'float32'>;
  readonly sin: Tensor<'float32'>;
}

/** The table of tokens `from` to `to` (exclusive). @param axes as many as half of headDim. */
export function mropeTable(
  { headDim, ropeTheta }: Pick<DecoderConfig, 'headDim' | 'ropeTheta'>,
  axes: PairAxes,
  positions: TokenPositions,
  from: number,
  to: number,
): MropeTable {
  const pairs = axes.map((axis, pair) => ({
    along: positions[axis],
    frequency: Math.fround(1 / Math.fround(ropeTheta ** Math.fround((2 * pair) / headDim))),
  }));
  const width = pairs.length;
  const cos = new Float32Array((to - from) * width);
  const sin = new Float32Array((to - from) * width);
  for (let token = from; token < to; token += 1) {
    pairs.forEach(({ along, frequency }, pair) => {
      const angle = Math.fround((along[token] as number) * frequency);
      cos[(token - from) * width + pair] = Math.cos(angle);
      sin[(token - from) * width + pair] = Math.sin(angle);
    });
  }
  return { cos: float32(cos, [to - from, width]), sin: float32(sin, [to - from, width]) };
}
