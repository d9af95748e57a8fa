/**
 * Rotary tables of the transformer: three axes (frame, row, column), rows and columns centred on the image, text after
 * the largest image on the diagonal.
 * Source: diffusers `transformer_qwenimage.py`, `QwenEmbedRope` and `QwenEmbedLayer3DRope`. Angles are computed in
 * float32 as there, because at long positions the rounding of the angle is part of what the weights were trained with.
 */
import { float32, type Tensor } from '../../../tensor.ts';
import type { TransformerConfig } from './config.ts';

/** Size of one image in the sequence, in latent tokens. */
export interface TokenGrid {
  readonly frames: number;
  readonly height: number;
  readonly width: number;
}

/** Cosines and sines, each [tokens, headDim / 2], one per pair of neighbouring features. */
export interface RotaryTable {
  readonly cos: Tensor<'float32'>;
  readonly sin: Tensor<'float32'>;
}

type Position = readonly [frame: number, row: number, column: number];

/** Base of the geometric series of frequencies, `theta` of `QwenEmbedRope`. */
const THETA = 10_000;

/** Number of tokens of a grid. */
export function tokenCount(grid: TokenGrid): number {
  return grid.frames * grid.height * grid.width;
}

/** Number of tokens of several grids. */
export function totalTokens(grids: readonly TokenGrid[]): number {
  return grids.reduce((sum, grid) => sum + tokenCount(grid), 0);
}

/**
 * The table of a joint sequence: text tokens first, then the images.
 * @param grids the target image first, then reference images; with `layeredRope` the layers, then the condition image.
 */
export function jointRotaryTable(
  config: Pick<TransformerConfig, 'ropeDims' | 'layeredRope'>,
  textTokens: number,
  grids: readonly TokenGrid[],
): RotaryTable {
  const images = grids.flatMap((grid, i) => gridPositions(grid, config.layeredRope && i === grids.length - 1 ? -1 : i));
  const start = textStart(grids, config.layeredRope);
  const text = Array.from({ length: textTokens }, (_, n): Position => [start + n, start + n, start + n]);
  return table([...text, ...images], config.ropeDims);
}

/** Frame by frame, row by row; an odd size has one more position before the centre than after. */
function gridPositions({ frames, height, width }: TokenGrid, firstFrame: number): Position[] {
  const [top, left] = [-Math.ceil(height / 2), -Math.ceil(width / 2)];
  return Array.from({ length: frames * height * width }, (_, n): Position => [
    firstFrame + Math.floor(n / (height * width)),
    top + (Math.floor(n / width) % height),
    left + (n % width),
  ]);
}

/** First text position: past every row and column, and in the layered model past every layer. */
function textStart(grids: readonly TokenGrid[], layered: boolean): number {
  const halves = grids.flatMap(({ height, width }) => [Math.floor(height / 2), Math.floor(width / 2)]);
  return Math.max(0, ...halves, layered ? grids.length - 1 : 0);
}

function table(positions: readonly Position[], dims: readonly number[]): RotaryTable {
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
