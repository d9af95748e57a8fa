/**
 * Configuration of the VAE.
 * Fields and defaults: diffusers `autoencoder_kl_qwenimage21.py`, `AutoencoderKLQwenImage21`.
 */
import { z } from 'zod';

const count = z.number().int().positive();

export const vaeConfigSchema = z
  .object({
    _class_name: z.literal('AutoencoderKLQwenImage21', 'only AutoencoderKLQwenImage21 is supported').optional(),
    base_dim: count.default(96),
    decoder_base_dim: count.default(144),
    z_dim: count.default(64),
    dim_mult: z.tuple([count], count).default([1, 2, 4, 8, 8]),
    num_res_blocks: count.default(2),
    attn_scales: z.array(z.number()).max(0, 'attention outside the middle block is not supported').default([]),
    temperal_downsample: z.array(z.boolean()).default([false, true, true, true]),
    in_channels: count.default(4),
    out_channels: count.default(4),
    is_residual: z.literal(true, 'a VAE without shortcuts around its levels is not supported').default(true),
    patch_size: z.null('patches of pixels are not supported').default(null),
    latents_mean: z.array(z.number()),
    latents_std: z.array(z.number().positive()),
  })
  .superRefine((c, issues) => {
    const refuse = (path: string, message: string): void => issues.addIssue({ code: 'custom', path: [path], message });
    const expectLength = (
      path: 'latents_mean' | 'latents_std' | 'temperal_downsample',
      length: number,
      why: string,
    ): void => {
      if (c[path].length !== length) refuse(path, `must hold ${length} values (${why}), holds ${c[path].length}`);
    };
    expectLength('latents_mean', c.z_dim, 'z_dim');
    expectLength('latents_std', c.z_dim, 'z_dim');
    expectLength('temperal_downsample', c.dim_mult.length - 1, 'one less than dim_mult');
    if (c.in_channels !== c.out_channels) refuse('out_channels', `must be in_channels, ${c.in_channels}`);
    const uneven = unevenShortcut(c.dim_mult, c.temperal_downsample);
    if (uneven !== undefined) refuse('dim_mult', uneven);
  })
  .transform((c) => ({
    /** Channels of pixels: 4, RGBA. */
    pixelChannels: c.in_channels,
    latentChannels: c.z_dim,
    /** Channels that the picture enters the encoder with. */
    firstChannels: c.base_dim,
    /** Channels of the encoder at each resolution, finest first. */
    encoderChannels: c.dim_mult.map((factor) => factor * c.base_dim),
    /** Channels of the decoder at each resolution, finest first. */
    decoderChannels: c.dim_mult.map((factor) => factor * c.decoder_base_dim),
    finestChannels: c.dim_mult[0] * Math.max(c.base_dim, c.decoder_base_dim),
    /** Residual blocks of a resolution in the encoder; the decoder has one more. */
    residualBlocks: c.num_res_blocks,
    /** Whether the step below each resolution also halves time, of which a still picture has one frame. */
    halvesTime: c.temperal_downsample,
    /** Pixels per latent along a side. */
    scale: 2 ** (c.dim_mult.length - 1),
    /** Mean and standard deviation of every latent channel. */
    latentsMean: c.latents_mean,
    latentsStd: c.latents_std,
  }));

export type VaeConfig = Readonly<z.output<typeof vaeConfigSchema>>;

/**
 * Shortcuts share the values of all channels at a place equally among the channels of the next level; the widths of
 * encoder and decoder have the same ratios. See `shortcuts.ts`.
 * @param factors of the widths, finest first.
 * @returns which ratio leaves a remainder; undefined when none does.
 */
function unevenShortcut(factors: readonly number[], halvesTime: readonly boolean[]): string | undefined {
  const valuesBelow = (level: number): number => (halvesTime[level] === true ? 8 : 4);
  for (const [level, factor] of factors.entries()) {
    const merged = level === factors.length - 1 ? 1 : valuesBelow(level);
    const finer = factors[level - 1] ?? 1;
    if ((finer * merged) % factor !== 0) return `${finer} * ${merged} must be a multiple of ${factor}`;
    // In the decoder a level gets the width of the coarser one, and makes the picture larger unless it is the finest.
    const [coarser, dealt] = [factors[level + 1] ?? factor, valuesBelow(level - 1)];
    if (level > 0 && (factor * dealt) % coarser !== 0) return `${factor} * ${dealt} must be a multiple of ${coarser}`;
  }
  return undefined;
}
