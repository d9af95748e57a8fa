/**
 * Configuration of the VAE.
 * Fields and defaults: diffusers `autoencoder_kl_qwenimage.py`, `AutoencoderKLQwenImage`.
 */
import { z } from 'zod';

const count = z.number().int().positive();

export const vaeConfigSchema = z
  .object({
    _class_name: z.literal('AutoencoderKLQwenImage', 'only AutoencoderKLQwenImage is supported').optional(),
    base_dim: count.default(96),
    z_dim: count.default(16),
    dim_mult: z.tuple([count], count).default([1, 2, 4, 4]),
    num_res_blocks: count.default(2),
    attn_scales: z.array(z.number()).max(0, 'attention outside the middle block is not supported').default([]),
    temperal_downsample: z.array(z.boolean()).default([false, true, true]),
    input_channels: count.default(3),
    latents_mean: z.array(z.number()),
    latents_std: z.array(z.number().positive()),
  })
  .superRefine((c, issues) => {
    const expectLength = (
      path: 'latents_mean' | 'latents_std' | 'temperal_downsample',
      length: number,
      why: string,
    ): void => {
      if (c[path].length !== length)
        issues.addIssue({
          code: 'custom',
          path: [path],
          message: `must hold ${length} values (${why}), holds ${c[path].length}`,
        });
    };
    expectLength('latents_mean', c.z_dim, 'z_dim');
    expectLength('latents_std', c.z_dim, 'z_dim');
    expectLength('temperal_downsample', c.dim_mult.length - 1, 'one less than dim_mult');
  })
  .transform((c) => ({
    /** Channels of pixels: 3 for RGB, 4 for RGBA. */
    pixelChannels: c.input_channels,
    latentChannels: c.z_dim,
    /** Channels at each resolution, finest first. */
    channels: c.dim_mult.map((factor) => factor * c.base_dim),
    finestChannels: c.dim_mult[0] * c.base_dim,
    coarsestChannels: (c.dim_mult.at(-1) ?? c.dim_mult[0]) * c.base_dim,
    /** Residual blocks of a resolution in the encoder; the decoder has one more. */
    residualBlocks: c.num_res_blocks,
    /**
     * Whether the step below each resolution also halves time; its time convolution is never used on a single frame.
     */
    halvesTime: c.temperal_downsample,
    /** Pixels per latent along a side. */
    scale: 2 ** (c.dim_mult.length - 1),
    /** Mean and standard deviation of every latent channel. */
    latentsMean: c.latents_mean,
    latentsStd: c.latents_std,
  }));

export type VaeConfig = Readonly<z.output<typeof vaeConfigSchema>>;
