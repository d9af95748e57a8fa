/**
 * Where the tokens of images and text lie: each image in a frame of its own, text after the largest image on the
 * diagonal. Source: diffusers `transformer_qwenimage.py`, `QwenEmbedRope` and `QwenEmbedLayer3DRope`.
 */
import { centredCorner, type Corner } from '../../../../transformer/rotary-table.ts';
import type { TokenGrid } from '../../../../transformer/token-grid.ts';
import type { TransformerConfig } from '../config.ts';

/** The place of one image. */
export interface Place extends Corner {
  readonly frame: number;
}

export interface Placement {
  /** Of every image, in the order of the sequence. */
  readonly places: readonly Place[];
  /** Position of the first text token on each axis. */
  readonly textStart: number;
}

/**
 * The placement of the published pipelines: frames count up from 0; in the layered model the last image is at -1.
 * @param grids the target first, then references.
 */
export function usualPlacement(
  { layeredRope }: Pick<TransformerConfig, 'layeredRope'>,
  grids: readonly TokenGrid[],
): Placement {
  const places = grids.map((grid, i): Place => {
    const isCondition = layeredRope && i === grids.length - 1;
    return { frame: isCondition ? -1 : i, ...centredCorner(grid) };
  });
  return { places, textStart: Math.max(pastImages(grids, places), layeredRope ? grids.length - 1 : 0) };
}

/** The first position past every row and column, at least 0. */
export function pastImages(grids: readonly TokenGrid[], places: readonly Place[]): number {
  const ends = places.flatMap(({ top, left }, i) => [top + (grids[i]?.height ?? 0), left + (grids[i]?.width ?? 0)]);
  return Math.max(0, ...ends);
}
