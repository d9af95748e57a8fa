/**
 * A small picture straight from latents, without the VAE: a linear map from the 16 latent channels to red, green and
 * blue, one pixel for every latent pixel. Rough, but takes well under a millisecond a megapixel of output.
 *
 * The coefficients fit the latent space of the Wan 2.1 VAE, which is Qwen-Image's. Source of the values: ComfyUI
 * `Wan21.latent_rgb_factors` and `latent_rgb_factors_bias` in comfy/latent_formats.py, applied as its
 * `Latent2RGBPreviewer` does, on normalised latents.
 */
import type { Tensor } from '../../../tensor.ts';
import type { PixelImage } from '../../../image/pixels.ts';
import { unpackLatents } from './pack.ts';

/** Red, green and blue of each latent channel. */
const RGB_OF_CHANNEL: readonly (readonly [number, number, number])[] = [
  [-0.1299, -0.1692, 0.2932],
  [0.0671, 0.0406, 0.0442],
  [0.3568, 0.2548, 0.1747],
  [0.0372, 0.2344, 0.142],
  [0.0313, 0.0189, -0.0328],
  [0.0296, -0.0956, -0.0665],
  [-0.3477, -0.4059, -0.2925],
  [0.0166, 0.1902, 0.1975],
  [-0.0412, 0.0267, -0.1364],
  [-0.1293, 0.074, 0.1636],
  [0.068, 0.3019, 0.1128],
  [0.0032, 0.0581, 0.0639],
  [-0.1251, 0.0927, 0.1699],
  [0.006, -0.0633, 0.0005],
  [0.3477, 0.2275, 0.295],
  [0.1984, 0.0913, 0.1861],
];
const BIAS: readonly number[] = [-0.1835, -0.0868, -0.336];

/**
 * The preview of the first picture of packed latents; undefined when they have not the 16 channels the map is made for.
 * @param packed normalised latents [batch, rows * columns, 16 * patch^2] or without batch, best an estimate of the
 *   clean ones
 * @param grid tokens down and across
 * @returns RGB, `columns * patch` wide and `rows * patch` high
 * @throws InferenceError `tensor-mismatch` when the latents do not fill the grid.
 */
export function previewLatents(
  packed: Tensor<'float32'>,
  grid: { readonly rows: number; readonly columns: number },
  patch: number,
): PixelImage | undefined {
  if (packed.dims.at(-1) !== RGB_OF_CHANNEL.length * patch ** 2) return undefined;
  const latents = unpackLatents(packed, grid, patch);
  const [height, width] = [grid.rows * patch, grid.columns * patch];
  const plane = height * width;
  const data = new Uint8Array(plane * 3);
  for (let pixel = 0; pixel < plane; pixel++) {
    for (const [colour, bias] of BIAS.entries()) {
      const level = RGB_OF_CHANNEL.reduce(
        (sum, rgb, channel) => sum + (rgb[colour] ?? 0) * (latents.data[channel * plane + pixel] ?? 0),
        bias,
      );
      data[pixel * 3 + colour] = Math.floor(Math.min(Math.max((level + 1) / 2, 0), 1) * 255);
    }
  }
  return { width, height, channels: 3, data };
}
