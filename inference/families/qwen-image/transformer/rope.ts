/**
 * Rotary tables of the transformer: each image in a frame of its own, text after the largest image on the diagonal.
 * Source: diffusers `transformer_qwenimage.py`, `QwenEmbedRope` and `QwenEmbedLayer3DRope`.
 */
import { gridPositions, type Position, type RotaryTable, rotaryTable } from '../../../transformer/rotary-table.ts';
import { stackRows } from '../../../tensor.ts';
import type { TokenGrid } from '../../../transformer/token-grid.ts';
import type { TransformerConfig } from './config.ts';

/** The part of a config that tables follow from. */
export type RotaryConfig = Pick<TransformerConfig, 'ropeDims' | 'layeredRope'>;

/**
 * The table of a joint sequence: text tokens first, then the images.
 * @param grids the target image first, then reference images; with `layeredRope` the layers, then the condition image.
 */
export function jointRotaryTable(config: RotaryConfig, textTokens: number, grids: readonly TokenGrid[]): RotaryTable {
  return joinedTable(textRotaryTable(config, textTokens, grids), imageRotaryTable(config, grids));
}

/** The part of images of a {@link jointRotaryTable}, which does not depend on the text. */
export function imageRotaryTable({ ropeDims, layeredRope }: RotaryConfig, grids: readonly TokenGrid[]): RotaryTable {
  const positions = grids.flatMap((grid, i) => gridPositions(grid, layeredRope && i === grids.length - 1 ? -1 : i));
  return rotaryTable(positions, ropeDims);
}

/** The part of text tokens. */
export function textRotaryTable(
  { ropeDims, layeredRope }: RotaryConfig,
  textTokens: number,
  grids: readonly TokenGrid[],
): RotaryTable {
  const start = textStart(grids, layeredRope);
  const positions = Array.from({ length: textTokens }, (_, n): Position => [start + n, start + n, start + n]);
  return rotaryTable(positions, ropeDims);
}

/** Tables of consecutive tokens. */
export function joinedTable(first: RotaryTable, next: RotaryTable): RotaryTable {
  return { cos: stackRows([first.cos, next.cos]), sin: stackRows([first.sin, next.sin]) };
}

/** First text position: past every row and column, and in the layered model past every layer. */
function textStart(grids: readonly TokenGrid[], layered: boolean): number {
  const halves = grids.flatMap(({ height, width }) => [Math.floor(height / 2), Math.floor(width / 2)]);
  return Math.max(0, ...halves, layered ? grids.length - 1 : 0);
}
