/**
 * Rotary tables of the transformer: each image in a frame of its own, text after the largest image on the diagonal.
 * Source: diffusers `transformer_qwenimage.py`, `QwenEmbedRope` and `QwenEmbedLayer3DRope`.
 */
import { gridPositions, type Position, type RotaryTable, rotaryTable } from '../../../transformer/rotary-table.ts';
import type { TokenGrid } from '../../../transformer/token-grid.ts';
import type { TransformerConfig } from './config.ts';

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
  return rotaryTable([...text, ...images], config.ropeDims);
}

/** First text position: past every row and column, and in the layered model past every layer. */
function textStart(grids: readonly TokenGrid[], layered: boolean): number {
  const halves = grids.flatMap(({ height, width }) => [Math.floor(height / 2), Math.floor(width / 2)]);
  return Math.max(0, ...halves, layered ? grids.length - 1 : 0);
}
