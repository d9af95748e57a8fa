/**
 * Rotary tables of diffusion transformers: three axes (frame, row, column), rows and columns centred on the image.
 * Source: diffusers `transformer_qwenimage.py`, `QwenEmbedRope`. Angles are computed in float32 as there, because at
 * long positions the rounding of the angle is part of what the weights were trained with.
 */
import { float32, type Tensor } from '../tensor.ts';
import { tokenCount, type TokenGrid } from './token-grid.ts';

/** Cosines and sines, each [tokens, headDim / 2], one per pair of neighbouring features. */
export interface RotaryTable {
  readonly cos: Tensor<'float32'>;
  readonly sin: Tensor<'float32'>;
}

export type Position = readonly [frame: number, row: number, column: number];

/** Base of the geometric series of frequencies, `theta` of `QwenEmbedRope`. */
const THETA = 10_000;

/** Position of the first row and column of a grid. */
export interface Corner {
  readonly top: number;
  readonly left: number;
}

/** The corner of a grid around the centre; an odd size has one more position before the centre than after. */
export function centredCorner({ height, width }: TokenGrid): Corner {
  return { top: -Math.ceil(height / 2), left: -Math.ceil(width / 2) };
}

/** Frame by frame, row by row. */
export function gridPositions(grid: TokenGrid, firstFrame: number, corner: Corner = centredCorner(grid)): Position[] {
  const { height, width } = grid;
  const { top, left } = corner;
  return Array.from({ length: tokenCount(grid) }, (_, n): Position => [
    firstFrame + Math.floor(n / (height * width)),
    top + (Math.floor(n / width) % height),
    left + (n % width),
  ]);
}

/** The table of a sequence. @param dims rotary dimensions of the axes, each even. */
export function rotaryTable(positions: readonly Position[], dims: readonly number[]): RotaryTable {
  const frequencies = dims.flatMap((dim, axis) =>
    Array.from({ length: dim / 2 }, (_, j) => ({
      axis,
      frequency: Math.fround(1 / Math.fround(THETA ** Math.fround((2 * j) / dim))),
    })),
  );
  const width = frequencies.length;
  const cos = new Float32Array(positions.length * width);
  const sin = new Float32Array(positions.length * width);
  positions.forEach((position, token) =>
    frequencies.forEach(({ axis, frequency }, pair) => {
      const angle = Math.fround((position[axis] as number) * frequency);
      cos[token * width + pair] = Math.cos(angle);
      sin[token * width + pair] = Math.sin(angle);
    }),
  );
  return { cos: float32(cos, [positions.length, width]), sin: float32(sin, [positions.length, width]) };
}
