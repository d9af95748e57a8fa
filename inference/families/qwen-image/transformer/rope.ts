/** Rotary tables of the transformer, for text and images at the places of a {@link Placement}. */
import { gridPositions, type Position, type RotaryTable, rotaryTable } from '../../../transformer/rotary-table.ts';
import { stackRows } from '../../../tensor.ts';
import type { TokenGrid } from '../../../transformer/token-grid.ts';
import type { TransformerConfig } from './config.ts';
import { type Placement, usualPlacement } from './placement/placement.ts';

/** The part of a config that tables follow from. */
export type RotaryConfig = Pick<TransformerConfig, 'ropeDims' | 'layeredRope'>;

/**
 * The table of a joint sequence: text tokens first, then the images.
 * @param grids the target image first, then reference images; with `layeredRope` the layers, then the condition image.
 * @param placement of the grids; default: {@link usualPlacement}.
 */
export function jointRotaryTable(
  config: RotaryConfig,
  textTokens: number,
  grids: readonly TokenGrid[],
  placement: Placement = usualPlacement(config, grids),
): RotaryTable {
  return joinedTable(textRotaryTable(config, textTokens, placement), imageRotaryTable(config, grids, placement));
}

/** The part of images of a {@link jointRotaryTable}, which does not depend on the text. */
export function imageRotaryTable(
  { ropeDims }: RotaryConfig,
  grids: readonly TokenGrid[],
  { places }: Placement,
): RotaryTable {
  const positions = grids.flatMap((grid, i) => {
    const place = places[i];
    if (!place) throw new Error('unreachable: a placement has a place for each grid');
    return gridPositions(grid, place.frame, place);
  });
  return rotaryTable(positions, ropeDims);
}

/** The part of text tokens. */
export function textRotaryTable({ ropeDims }: RotaryConfig, textTokens: number, { textStart }: Placement): RotaryTable {
  const positions = Array.from({ length: textTokens }, (_, n): Position => {
    const place = textStart + n;
    return [place, place, place];
  });
  return rotaryTable(positions, ropeDims);
}

/** Tables of consecutive tokens. */
export function joinedTable(first: RotaryTable, next: RotaryTable): RotaryTable {
  return { cos: stackRows([first.cos, next.cos]), sin: stackRows([first.sin, next.sin]) };
}
