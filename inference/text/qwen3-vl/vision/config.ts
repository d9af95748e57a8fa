/**
 * Configuration of the vision tower, `vision_config` of the text encoder's config.json.
 * Fields and defaults: transformers `configuration_qwen3_vl.py`, `Qwen3VLVisionConfig`; sizes of Qwen3-VL-8B.
 */
import { z } from 'zod';

const count = z.number().int().positive();

const visionSchema = z
  .object({
    depth: count.default(27),
    hidden_size: count.default(1152),
    num_heads: count.default(16),
    intermediate_size: count.default(4304),
    out_hidden_size: count.default(4096),
    patch_size: count.default(16),
    temporal_patch_size: count.default(2),
    spatial_merge_size: count.default(2),
    in_channels: count.default(3),
    num_position_embeddings: count.default(2304),
    deepstack_visual_indexes: z.array(z.number().int().nonnegative()).default([8, 16, 24]),
    hidden_act: z.literal('gelu_pytorch_tanh').default('gelu_pytorch_tanh'),
  })
  .refine((c) => c.hidden_size % (4 * c.num_heads) === 0, {
    path: ['hidden_size'],
    message: 'must be a multiple of four times num_heads',
  })
  .refine((c) => Number.isInteger(Math.sqrt(c.num_position_embeddings)), {
    path: ['num_position_embeddings'],
    message: 'must be the square of a whole number',
  })
  .refine((c) => c.deepstack_visual_indexes.every((block) => block < c.depth), {
    path: ['deepstack_visual_indexes'],
    message: 'must be numbers of blocks, below depth',
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
  /** Rows and columns of the table of position embeddings. */
  tableSide: Math.sqrt(c.num_position_embeddings),
  /** Blocks after which features are taken, one for each level. */
  deepstackBlocks: c.deepstack_visual_indexes,
}));

export type VisionConfig = Readonly<z.output<typeof visionConfigSchema>>;
