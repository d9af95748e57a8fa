/**
 * Rotary tables of the text encoder (mRoPE). Every token has three positions (time, row, column), and each rotary pair
 * follows one of them. The three positions of a text token are equal.
 * Source: transformers `modeling_qwen2_5_vl.py`, `Qwen2_5_VLRotaryEmbedding` and `apply_multimodal_rotary_pos_emb`,
 * angles in float32 as there.
 */
import { float32, type Tensor } from '../../tensor.ts';
import type { TextEncoderConfig } from './config.ts';

/** Positions of all tokens on the axes time, row and column, each as long as the prompt. */
export type TokenPositions = readonly [time: readonly number[], row: readonly number[], column: readonly number[]];

/** Positions of a prompt without images: 0, 1, 2, ... on every axis. */
export function textPositions(tokens: number): TokenPositions {
  const positions = Array.from({ length: tokens }, (_, i) => i);
  return [positions, positions, positions];
}

/**
 * Positions of a prompt with pictures. All tokens of a picture have one time, and rows and columns counted from it;
 * text continues after the longer side of the picture. Source: `get_rope_index`, the same file.
 * @param pictures sides of each picture in tokens, in the order in which they appear.
 */
export function picturePositions(
  tokenIds: readonly number[],
  pictureToken: number,
  pictures: readonly { readonly rows: number; readonly columns: number }[],
): TokenPositions {
  const [time, row, column]: [number[], number[], number[]] = [[], [], []];
  let next = 0;
  let picture = 0;
  for (let at = 0; at < tokenIds.length;) {
    const grid = tokenIds[at] === pictureToken ? pictures[picture++] : undefined;
    const count = grid ? grid.rows * grid.columns : 1;
    for (let i = 0; i < count; i += 1) {
      time.push(next);
      row.push(next + (grid ? Math.floor(i / grid.columns) : 0));
      column.push(next + (grid ? i % grid.columns : 0));
    }
    next += grid ? Math.max(grid.rows, grid.columns) : 1;
    at += count;
  }
  return [time, row, column];
}

/** Cosines and sines of tokens `from` to `to` (exclusive), each [to - from, headDim / 2]. */
export function mropeTable(
  config: Pick<TextEncoderConfig, 'headDim' | 'ropeTheta' | 'mropeSections'>,
  positions: TokenPositions,
  from: number,
  to: number,
): { readonly cos: Tensor<'float32'>; readonly sin: Tensor<'float32'> } {
  const { headDim, ropeTheta, mropeSections } = config;
  const pairs = mropeSections
    .flatMap((count, axis) => Array.from({ length: count }, () => positions[axis] as readonly number[]))
    .map((along, pair) => ({
      along,
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
