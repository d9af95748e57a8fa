/**
 * Cutting tiles out of a picture, blending neighbours and putting them together.
 * Source: diffusers `autoencoder_kl_qwenimage.py`, `tiled_decode`, `blend_v` and `blend_h`.
 */
import { image } from '../tensor-shape.ts';
import { float32, type Tensor } from '../tensor.ts';

/** One picture's values, [channels, height, width]. */
export interface Planes {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly data: Float32Array;
}

/** @throws InferenceError `tensor-mismatch` for a tensor of other axes. */
export function planesOf(tensor: Tensor<'float32'>): Planes {
  const { channels, height, width } = image(tensor, 'tile');
  return { channels, height, width, data: tensor.data };
}

/** The square of `size` pixels at a place, smaller where the picture ends. */
export function cut(
  { channels, height, width, data }: Planes,
  top: number,
  left: number,
  size: number,
): Tensor<'float32'> {
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

/** Copies the part of a tile that no later tile covers. */
export function paste(tile: Planes, into: Planes, top: number, left: number, stride: number): void {
  const [h, w] = [Math.min(stride, tile.height, into.height - top), Math.min(stride, tile.width, into.width - left)];
  for (let c = 0; c < tile.channels; c += 1) {
    for (let y = 0; y < h; y += 1) {
      const start = (c * tile.height + y) * tile.width;
      into.data.set(tile.data.subarray(start, start + w), (c * into.height + top + y) * into.width + left);
    }
  }
}

/**
 * The top rows of `tile` fade in from the bottom rows of the tile above.
 * @param most rows to blend at most.
 */
export function blendDown(above: Planes, tile: Planes, most: number): void {
  const extent = Math.min(above.height, tile.height, most);
  for (let c = 0; c < tile.channels; c += 1) {
    for (let y = 0; y < extent; y += 1) {
      const from = (c * above.height + above.height - extent + y) * above.width;
      const to = (c * tile.height + y) * tile.width;
      for (let x = 0; x < tile.width; x += 1) {
        tile.data[to + x] = mix(above.data[from + x] as number, tile.data[to + x] as number, y / extent);
      }
    }
  }
}

/**
 * The left columns of `tile` fade in from the right columns of the tile before.
 * @param most columns to blend at most.
 */
export function blendRight(before: Planes, tile: Planes, most: number): void {
  const extent = Math.min(before.width, tile.width, most);
  for (let line = 0; line < tile.channels * tile.height; line += 1) {
    const [from, to] = [line * before.width + before.width - extent, line * tile.width];
    for (let x = 0; x < extent; x += 1) {
      tile.data[to + x] = mix(before.data[from + x] as number, tile.data[to + x] as number, x / extent);
    }
  }
}

/** @param share of b, in [0, 1]. */
function mix(a: number, b: number, share: number): number {
  return Math.fround(a * Math.fround(1 - share)) + Math.fround(b * Math.fround(share));
}
