/**
 * Settings of Qwen3-VL for preparing pictures, `preprocessor_config.json` of a checkpoint. The limits stand in `size`:
 * `shortest_edge` and `longest_edge` are numbers of pixels of a whole picture, whatever their names say.
 * Source: transformers `image_processing_qwen2_vl_fast.py`; defaults of Qwen3-VL-8B.
 */
import { z } from 'zod';
import type { ProcessorConfig } from '../../vision/picture-patches.ts';

const CHANNELS = z.tuple([z.number(), z.number(), z.number()]);
const pixels = z.number().positive();

export const processorSchema = z
  .object({
    size: z
      .object({ shortest_edge: pixels.default(256 * 256), longest_edge: pixels.default(4096 * 4096) })
      .prefault({}),
    min_pixels: pixels.nullish(),
    max_pixels: pixels.nullish(),
    image_mean: CHANNELS.default([0.5, 0.5, 0.5]),
    image_std: CHANNELS.default([0.5, 0.5, 0.5]),
  })
  .transform(({ size, min_pixels, max_pixels, ...others }): ProcessorConfig => ({
    min_pixels: min_pixels ?? size.shortest_edge,
    max_pixels: max_pixels ?? size.longest_edge,
    ...others,
  }));
