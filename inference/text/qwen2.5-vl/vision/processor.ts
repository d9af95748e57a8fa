/** Settings of Qwen2.5-VL for preparing pictures. */
import { z } from 'zod';

const CHANNELS = z.tuple([z.number(), z.number(), z.number()]);

/** Fields of `processor/preprocessor_config.json`. Defaults: published checkpoints. */
export const processorSchema = z.object({
  min_pixels: z
    .number()
    .positive()
    .default(56 * 56),
  max_pixels: z
    .number()
    .positive()
    .default(28 * 28 * 16_384),
  image_mean: CHANNELS.default([0.48145466, 0.4578275, 0.40821073]),
  image_std: CHANNELS.default([0.26862954, 0.26130258, 0.27577711]),
});
