/** Sizes and settings offered before a checkpoint is chosen. */
import type { FamilyDefaults } from '../facts.ts';
import { EDIT_2511 } from './variants.ts';

export const DEFAULTS = {
  /** Source: `aspect_ratios` in the model cards of Qwen-Image and Qwen-Image-2512. */
  sizes: {
    '1:1': [1328, 1328],
    '16:9': [1664, 928],
    '9:16': [928, 1664],
    '4:3': [1472, 1104],
    '3:4': [1104, 1472],
    '3:2': [1584, 1056],
    '2:3': [1056, 1584],
  },
  variants: {
    standard: 'the plain model.',
    [EDIT_2511]: 'references stay at timestep 0, as Qwen-Image-Edit-2511 was trained. Folders say it themselves.',
  },
  /** Source: `true_cfg_scale` in diffusers pipeline_qwenimage.py. */
  guidance: 4,
  steps: 20,
} as const satisfies FamilyDefaults;
