/**
 * Configuration of the transformer.
 * Fields and defaults: diffusers `transformer_qwenimage21.py`, `QwenImage21Transformer2DModel`.
 */
import { z } from 'zod';

const count = z.number().int().positive();

/** Class in the config of a published transformer. */
export const TRANSFORMER_CLASS = 'QwenImage21Transformer2DModel';

export const transformerConfigSchema = z
  .object({
    _class_name: z.literal(TRANSFORMER_CLASS, `only ${TRANSFORMER_CLASS} is supported`).optional(),
    patch_size: z.literal(1, 'only tokens of one latent pixel are supported').default(1),
    in_channels: count.default(64),
    out_channels: count.nullish(),
    num_layers: count.default(32),
    attention_head_dim: count.default(128),
    num_attention_heads: count.default(32),
    context_in_dim: count.default(4096),
    mlp_ratio: z.number().positive().default(3),
    axes_dims_rope: z.tuple([count.multipleOf(2), count.multipleOf(2), count.multipleOf(2)]).default([16, 56, 56]),
    eps: z.number().positive().default(1e-6),
    causal_condition: z.boolean().default(true),
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
    outFeatures: c.out_channels ?? c.in_channels,
    layers: c.num_layers,
    headDim: c.attention_head_dim,
    heads: c.num_attention_heads,
    /** Width of the stream. */
    width: c.attention_head_dim * c.num_attention_heads,
    /** Width of the hidden layer of the MLPs. */
    mlpWidth: Math.round(c.mlp_ratio * c.attention_head_dim * c.num_attention_heads),
    /** Width of the text encoder's hidden states. */
    textWidth: c.context_in_dim,
    /** Rotary dimensions of the frame, row and column axes. */
    ropeDims: c.axes_dims_rope,
    /** eps of every norm. */
    normEpsilon: c.eps,
    /** Tokens of text and of reference images are modulated as at timestep 0, whatever that of the target. */
    stillPrefix: c.causal_condition,
  }));

export type TransformerConfig = Readonly<z.output<typeof transformerConfigSchema>>;
