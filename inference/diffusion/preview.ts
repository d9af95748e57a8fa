/**
 * A small picture straight from latents, without a VAE: a linear map from the latent channels to red, green and blue,
 * one pixel per latent pixel. Rough, but takes well under a millisecond per megapixel of output.
 * Source: ComfyUI `Latent2RGBPreviewer`, latent_preview.py.
 */
import type { PixelImage } from '../image/pixels.ts';
import type { Tensor } from '../tensor.ts';

type Rgb = readonly [red: number, green: number, blue: number];

/** The linear map of one latent space, for normalised latents; colours in [-1, 1]. */
export interface LatentColours {
  /** Added colour per unit of each latent channel. */
  readonly channels: readonly Rgb[];
  /** Colour of latents that are all zeros. */
  readonly bias: Rgb;
}

/**
 * The preview of the first frame; undefined when the map is made for another number of channels.
 * @param latents normalised [frames, channels, rows, columns], best an estimate of the clean ones.
 * @returns RGB, `columns` wide and `rows` high.
 */
export function previewLatents(
  latents: Tensor<'float32'>,
  { channels: colourOf, bias }: LatentColours,
): PixelImage | undefined {
  const [, channels, height, width] = latents.dims;
  if (channels !== colourOf.length || height === undefined || width === undefined) return undefined;
  const plane = height * width;
  const data = new Uint8Array(plane * 3);
  for (let pixel = 0; pixel < plane; pixel += 1) {
    for (const colour of [0, 1, 2] as const) {
      const level = colourOf.reduce(
        (sum, rgb, channel) => sum + rgb[colour] * (latents.data[channel * plane + pixel] as number),
        bias[colour],
      );
      data[pixel * 3 + colour] = toByte(level);
    }
  }
  return { width, height, channels: 3, data };
}

/** [-1, 1] to 0 to 255, clamped. */
function toByte(level: number): number {
  return Math.floor(Math.min(Math.max((level + 1) / 2, 0), 1) * 255);
}
