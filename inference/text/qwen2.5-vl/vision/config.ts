/**
 * Configuration of the vision tower, `vision_config` of the text encoder's config.json.
 * Fields and defaults: transformers `configuration_qwen2_5_vl.py`, `Qwen2_5_VLVisionConfig`.
 */
import { z } from 'zod';

const count = z.number().int().positive();

const visionSchema = z
  .object({
    depth: count.default(32),
    hidden_size: count.default(1280),
    num_heads: count.default(16),
    intermediate_size: count.default(3420),
    out_hidden_size: count.default(3584),
    patch_size: count.default(14),
    temporal_patch_size: count.default(2),
    spatial_merge_size: count.default(2),
    in_channels: count.default(3),
    window_size: count.default(112),
    fullatt_block_indexes: z.array(z.number().int().nonnegative()).default([7, 15, 23, 31]),
    hidden_act: z.literal('silu').default('silu'),
  })
  .refine((c) => c.hidden_size % (4 * c.num_heads) === 0, {
    path: ['hidden_size'],
    message: 'must be a multiple of four times num_heads',
  })
  .refine((c) => c.window_size % (c.patch_size * c.spatial_merge_size) === 0, {
    path: ['window_size'],
    message: 'must be a multiple of patch_size * spatial_merge_size',
  });

export const visionConfigSchema = z.looseObject({ vision_config: visionSchema }).transform(({ vision_config: c }) => ({
  layers: c.depth,
  width: c.hidden_size,
  heads: c.num_heads,
  headDim: c.hidden_size / c.num_heads,
  mlpWidth: c.intermediate_size,
  /** Width of the language model. */
  outWidth: c.out_hidden_size,
  channels: c.in_channels,
  /** Side of a patch in pixels. */
  patch: c.patch_size,
  /** Frames of a patch; a still picture is repeated. */
  frames: c.temporal_patch_size,
  /** Patches along a side that become one token. */
  merge: c.spatial_merge_size,
  /** Tokens along a side of a window. */
  windowTokens: c.window_size / c.patch_size / c.spatial_merge_size,
  /** Blocks that see the whole picture; the others see their window. */
  fullBlocks: new Set(c.fullatt_block_indexes),
}));

export type VisionConfig = Readonly<z.output<typeof visionConfigSchema>>;
