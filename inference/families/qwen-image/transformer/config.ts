/**
 * Configuration of the transformer.
 * Fields and defaults: diffusers `transformer_qwenimage.py`, `QwenImageTransformer2DModel`.
 */
import { z } from 'zod';

const count = z.number().int().positive();

export const transformerConfigSchema = z
  .object({
    _class_name: z.literal('QwenImageTransformer2DModel', 'only QwenImageTransformer2DModel is supported').optional(),
    patch_size: count.default(2),
    in_channels: count.default(64),
    out_channels: count.nullish(),
    num_layers: count.default(60),
    attention_head_dim: count.default(128),
    num_attention_heads: count.default(24),
    joint_attention_dim: count.default(3584),
    guidance_embeds: z.literal(false, 'guidance-distilled checkpoints are not supported').default(false),
    axes_dims_rope: z.tuple([count.multipleOf(2), count.multipleOf(2), count.multipleOf(2)]).default([16, 56, 56]),
    zero_cond_t: z.boolean().default(false),
    use_additional_t_cond: z.boolean().default(false),
    use_layer3d_rope: z.boolean().default(false),
  })
  .refine((c) => c.axes_dims_rope.reduce((sum, dim) => sum + dim, 0) === c.attention_head_dim, {
    path: ['axes_dims_rope'],
    message: 'must add up to attention_head_dim',
  })
  .transform((c) => ({
    /** Side of a token in latent pixels. */
    patchSize: c.patch_size,
    /** Features of an image token that goes in. */
    inChannels: c.in_channels,
    /** Features of an image token that comes out. */
    outFeatures: c.patch_size ** 2 * (c.out_channels ?? c.in_channels),
    layers: c.num_layers,
    headDim: c.attention_head_dim,
    heads: c.num_attention_heads,
    /** Width of both streams. */
    width: c.attention_head_dim * c.num_attention_heads,
    /** Width of the text encoder's hidden states. */
    textWidth: c.joint_attention_dim,
    /** Rotary dimensions of the frame, row and column axes. */
    ropeDims: c.axes_dims_rope,
    /** Reference-image tokens are modulated as at timestep 0 (Qwen-Image-Edit-2511). */
    zeroConditionTimestep: c.zero_cond_t,
    /** The timestep embedding takes a learned flag (Qwen-Image-Layered). */
    additionalTimestepCondition: c.use_additional_t_cond,
    /** The last grid is the condition image, at frame -1 (Qwen-Image-Layered). */
    layeredRope: c.use_layer3d_rope,
  }));

export type TransformerConfig = Readonly<z.output<typeof transformerConfigSchema>>;
