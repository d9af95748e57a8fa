/** RandomNoise and DisableNoise: the noise that a loop begins with. */
import { type ComfyNode, defineComfyNode } from '../../../engine/comfyui/define.ts';
import { seed } from '../../../engine/comfyui/inputs.ts';
import { seedOf } from './seed.ts';

const common = { category: 'model/sampling/noise', schema: 'v3', outputs: [{ type: 'NOISE' }] } as const;

export const randomNoise: ComfyNode = defineComfyNode({
  ...common,
  class: 'RandomNoise',
  title: 'RandomNoise',
  inputs: { noise_seed: seed() },
  becomes: (given) => [{ seed: seedOf(given, 'noise_seed'), addNoise: true }],
});

export const disableNoise: ComfyNode = defineComfyNode({
  ...common,
  class: 'DisableNoise',
  title: 'DisableNoise',
  inputs: {},
  becomes: () => [{ seed: 0, addNoise: false }],
});
