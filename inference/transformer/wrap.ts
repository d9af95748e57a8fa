/** Latents whose sides are no multiples of a token: padded with what follows when the picture is repeated. */
import { image } from '../tensor-shape.ts';
import { float32, type Tensor } from '../tensor.ts';

/**
 * Padded below and on the right to multiples of the patch.
 * @param latents [frames, channels, height, width].
 * @throws InferenceError `tensor-mismatch` for other axes.
 */
export function wrapped(latents: Tensor<'float32'>, patch: number): Tensor<'float32'> {
  const { height, width } = image(latents, 'latents');
  return resampled(latents, { height: upTo(patch, height), width: upTo(patch, width) });
}

/** The upper left part of latents, of a size that is not larger. */
export function cropped(latents: Tensor<'float32'>, size: Size): Tensor<'float32'> {
  return resampled(latents, size);
}

interface Size {
  readonly height: number;
  readonly width: number;
}

function upTo(multiple: number, side: number): number {
  return Math.ceil(side / multiple) * multiple;
}

/** Planes of another size that begin alike and repeat. */
function resampled(latents: Tensor<'float32'>, size: Size): Tensor<'float32'> {
  const { batch, channels, height, width } = image(latents, 'latents');
  if (size.height === height && size.width === width) return latents;
  const data = new Float32Array(batch * channels * size.height * size.width);
  let at = 0;
  for (let plane = 0; plane < batch * channels; plane += 1) {
    for (let y = 0; y < size.height; y += 1) {
      const row = (plane * height + (y % height)) * width;
      for (let x = 0; x < size.width; x += 1) data[at++] = latents.data[row + (x % width)] as number;
    }
  }
  return float32(data, [batch, channels, size.height, size.width]);
}
