/**
 * Rotary tables of the text encoder. Every token has three positions (time, row, column); each rotary pair follows one of
 * them. Text tokens have the same number three times.
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
 * Positions of a prompt with pictures: the tokens of a picture share their time and count rows and columns from there; what
 * follows goes on after its longer side. Source: `get_rope_index`, the same file.
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
  const axes = config.mropeSections.flatMap((pairs, axis) => Array.from({ length: pairs }, () => axis));
  const width = config.headDim / 2;
  const frequencies = axes.map((_, pair) =>
    Math.fround(1 / Math.fround(config.ropeTheta ** Math.fround((2 * pair) / config.headDim))),
  );
  const cos = new Float32Array((to - from) * width);
  const sin = new Float32Array((to - from) * width);
  for (let token = from; token < to; token += 1) {
    axes.forEach((axis, pair) => {
      const angle = Math.fround((positions[axis]?.[token] ?? 0) * (frequencies[pair] ?? 0));
      cos[(token - from) * width + pair] = Math.cos(angle);
      sin[(token - from) * width + pair] = Math.sin(angle);
    });
  }
  return { cos: float32(cos, [to - from, width]), sin: float32(sin, [to - from, width]) };
}
