/** Inputs of nodes that make a latent of a batch. */
import type { IntInput } from '../../engine/graph/input.ts';

export const BATCH_INDEX = {
  kind: 'int',
  min: 0,
  max: 4095,
  default: 0,
  title: 'Number in batch',
  tooltip: 'From 0. A list of numbers makes as many pictures of one seed, which draw their noise in turns.',
  advanced: true,
} as const satisfies IntInput;

export const BATCH_SIZE = {
  kind: 'int',
  min: 1,
  max: 4096,
  default: 1,
  title: 'Batch size',
  tooltip: 'Samplers that add noise draw it for the whole batch at each step.',
  advanced: true,
} as const satisfies IntInput;
