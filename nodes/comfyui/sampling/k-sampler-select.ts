/** KSamplerSelect: a sampler by name. */
import { type ComfyNode, defineComfyNode } from '../../../engine/comfyui/define.ts';
import { ourSampler, samplerName } from './sampling.ts';

export const kSamplerSelect: ComfyNode = defineComfyNode({
  class: 'KSamplerSelect',
  title: 'KSamplerSelect',
  category: 'model/sampling/samplers',
  schema: 'v3',
  inputs: { sampler_name: samplerName },
  outputs: [{ type: 'SAMPLER' }],
  becomes: (given) => [{ sampler: ourSampler(given.constant('sampler_name')) }],
});
