/**
 * Pictures too large for memory, in overlapping tiles that are blended into each other.
 * Source: diffusers `autoencoder_kl_qwenimage.py`, `tiled_decode`, `tiled_encode`, `blend_v` and `blend_h`.
 */
import { float32, type Tensor } from '../tensor.ts';
import { blendDown, blendRight, cut, paste, type Planes, planesOf } from './planes.ts';

/** In pixels, multiples of the VAE's scale. */
export interface Tiling {
  /** Side of a tile. */
  readonly tile: number;
  /** From one tile to the next, at most `tile`; the rest of a tile overlaps the next one. */
  readonly stride: number;
}

/**
 * Float32 values per pixel and channel of the finest level that are alive at once: measured 6 at 1024 x 1024
 * (docs/measurements.md).
 */
const LIVE_VALUES = 6;
/** The stride over the tile, as in the reference (192 / 256). */
const STRIDE_SHARE = 0.75;

/** How tiles are chosen, for cache keys: other tiles give other pixels. */
export const TILES = 'even tiles';

/** Memory for the activations of one pixel. @param channels of the finest level. */
export function activationBytesPerPixel(channels: number): number {
  return channels * 4 * LIVE_VALUES;
}

/**
 * How to tile a picture so that its activations fit.
 * @param channels of the finest level.
 * @param multiple sides of tiles are multiples of this.
 * @returns undefined when it fits as a whole.
 */
export function tilingFor(
  width: number,
  height: number,
  channels: number,
  activationBytes: number,
  multiple: number,
): Tiling | undefined {
  const pixels = activationBytes / activationBytesPerPixel(channels);
  if (width * height <= pixels) return undefined;
  // A quarter of a tile overlaps the next one, so sides are multiples of four.
  const unit = 4 * multiple;
  const largest = Math.max(unit, Math.floor(Math.sqrt(pixels) / unit) * unit);
  // No more tiles than of the largest size, and no larger than that number takes.
  const evenly = (side: number): number => side / Math.ceil(side / (largest * STRIDE_SHARE)) / STRIDE_SHARE;
  const tile = Math.max(...[width, height].map((side) => Math.ceil(evenly(side) / unit) * unit));
  return { tile, stride: Math.round((tile * STRIDE_SHARE) / multiple) * multiple };
}

/** Sizes of tiles on one side of the VAE. */
export interface TileSize {
  readonly tile: number;
  readonly stride: number;
}

/**
 * Runs `work` on every tile of [1, channels, height, width] and puts the results together.
 * @param input sizes in the units of `source`.
 * @param output the same in the units of the results.
 * @returns [1, channels of a result, rows, columns].
 */
export async function runTiled(
  source: Tensor<'float32'>,
  input: TileSize,
  output: TileSize,
  work: (tile: Tensor<'float32'>) => Promise<Tensor<'float32'>>,
): Promise<Tensor<'float32'>> {
  const whole = planesOf(source);
  const scale = output.tile / input.tile;
  const [height, width] = [whole.height * scale, whole.width * scale];
  const blend = output.tile - output.stride;
  let result: Planes | undefined;
  let above: Planes[] = [];
  for (let top = 0; top < whole.height; top += input.stride) {
    const row: Planes[] = [];
    for (let left = 0; left < whole.width; left += input.stride) {
      const tile = planesOf(await work(cut(whole, top, left, input.tile)));
      const [overhead, before] = [above[row.length], row.at(-1)];
      // The next tiles blend into blended ones, as in the reference.
      if (overhead) blendDown(overhead, tile, blend);
      if (before) blendRight(before, tile, blend);
      row.push(tile);
      result ??= { channels: tile.channels, height, width, data: new Float32Array(tile.channels * height * width) };
      paste(tile, result, top * scale, left * scale, output.stride);
    }
    above = row;
  }
  if (!result) throw new RangeError('A picture without pixels cannot be tiled');
  return float32(result.data, [1, result.channels, height, width]);
}
