/** Sizes and settings offered before a checkpoint is chosen. */
import type { FamilyDefaults } from '../facts.ts';
import { TURBO } from './turbo.ts';

export const DEFAULTS = {
  /**
   * The area of 1024 x 1024, sides multiples of 32.
   * Source: `output_resolution` and `calculate_dimensions` of diffusers pipeline_qwenimage21.py.
   */
  sizes: {
    '1:1': [1024, 1024],
    '16:9': [1376, 768],
    '9:16': [768, 1376],
    '4:3': [1184, 896],
    '3:4': [896, 1184],
    '3:2': [1248, 832],
    '2:3': [832, 1248],
  },
  variants: { [TURBO]: 'the eight noise levels of Qwen-Image-2.1-Turbo. Folders say it themselves.' },
  /** Source: `true_cfg_scale` and `num_inference_steps` of the same pipeline. */
  guidance: 1,
  steps: 40,
} as const satisfies FamilyDefaults;
