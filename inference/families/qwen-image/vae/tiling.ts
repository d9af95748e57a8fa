/**
 * Pictures too large for memory, in overlapping tiles that are blended into each other.
 * Source: diffusers `autoencoder_kl_qwenimage.py`, `tiled_decode`, `tiled_encode`, `blend_v` and `blend_h`.
 */
import { float32, type Tensor } from '../../../tensor.ts';

/** In pixels, multiples of the VAE's scale. */
export interface Tiling {
  /** Side of a tile. */
  readonly tile: number;
  /** From one tile to the next, at most `tile`; what is left overlaps. */
  readonly stride: number;
}

/** Float32 values per pixel and channel of the finest level that are alive at once: measured 6 at 1024 x 1024 (reference/ort.md 4). */
const LIVE_VALUES = 6;
/** The stride over the tile, as in the reference (192 / 256). */
const STRIDE_SHARE = 0.75;

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
  const pixels = activationBytes / (channels * 4 * LIVE_VALUES);
  if (width * height <= pixels) return undefined;
  const tile = Math.max(4 * multiple, Math.floor(Math.sqrt(pixels) / (4 * multiple)) * 4 * multiple);
  return { tile, stride: Math.round((tile * STRIDE_SHARE) / multiple) * multiple };
}

/** Planes of numbers, [channels, height, width]. */
interface Planes {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly data: Float32Array;
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
      // Blended tiles are what the next ones blend into, as in the reference.
      if (overhead) blendDown(overhead, tile, blend);
      if (before) blendRight(before, tile, blend);
      row.push(tile);
      result ??= { channels: tile.channels, height, width, data: new Float32Array(tile.channels * height * width) };
      paste(tile, result, top * scale, left * scale, output.stride);
    }
    above = row;
  }
  if (!result) throw new RangeError('Nothing to tile');
  return float32(result.data, [1, result.channels, height, width]);
}

function planesOf({ dims: [, channels = 0, height = 0, width = 0], data }: Tensor<'float32'>): Planes {
  return { channels, height, width, data };
}

function cut({ channels, height, width, data }: Planes, top: number, left: number, size: number): Tensor<'float32'> {
  const [h, w] = [Math.min(size, height - top), Math.min(size, width - left)];
  const out = new Float32Array(channels * h * w);
  for (let c = 0; c < channels; c += 1) {
    for (let y = 0; y < h; y += 1) {
      const start = (c * height + top + y) * width + left;
      out.set(data.subarray(start, start + w), (c * h + y) * w);
    }
  }
  return float32(out, [1, channels, h, w]);
}

/** The part of a tile that no later tile covers. */
function paste(tile: Planes, into: Planes, top: number, left: number, stride: number): void {
  const [h, w] = [Math.min(stride, tile.height, into.height - top), Math.min(stride, tile.width, into.width - left)];
  for (let c = 0; c < tile.channels; c += 1) {
    for (let y = 0; y < h; y += 1) {
      const start = (c * tile.height + y) * tile.width;
      into.data.set(tile.data.subarray(start, start + w), (c * into.height + top + y) * into.width + left);
    }
  }
}

/** The top rows of `tile` fade in from the bottom rows of the tile above. */
function blendDown(above: Planes, tile: Planes, most: number): void {
  const extent = Math.min(above.height, tile.height, most);
  for (let c = 0; c < tile.channels; c += 1) {
    for (let y = 0; y < extent; y += 1) {
      const from = (c * above.height + above.height - extent + y) * above.width;
      const to = (c * tile.height + y) * tile.width;
      for (let x = 0; x < tile.width; x += 1)
        tile.data[to + x] = mix(above.data[from + x], tile.data[to + x], y / extent);
    }
  }
}

/** The left columns of `tile` fade in from the right columns of the tile before. */
function blendRight(before: Planes, tile: Planes, most: number): void {
  const extent = Math.min(before.width, tile.width, most);
  for (let line = 0; line < tile.channels * tile.height; line += 1) {
    const [from, to] = [line * before.width + before.width - extent, line * tile.width];
    for (let x = 0; x < extent; x += 1) tile.data[to + x] = mix(before.data[from + x], tile.data[to + x], x / extent);
  }
}

function mix(a: number | undefined, b: number | undefined, share: number): number {
  return Math.fround((a ?? 0) * Math.fround(1 - share)) + Math.fround((b ?? 0) * Math.fround(share));
}
