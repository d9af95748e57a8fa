/** Samplers, guiders and loops. */
import type { ComfyNode } from '../../../engine/comfyui/define.ts';
import { basicGuider } from './basic-guider.ts';
import { basicScheduler } from './basic-scheduler.ts';
import { cfgGuider } from './cfg-guider.ts';
import { kSamplerAdvanced } from './k-sampler-advanced.ts';
import { kSamplerSelect } from './k-sampler-select.ts';
import { kSampler } from './k-sampler.ts';
import { disableNoise, randomNoise } from './noise.ts';
import { samplerCustomAdvanced } from './sampler-custom-advanced.ts';
import { samplerCustom } from './sampler-custom.ts';

export const samplingNodes: readonly ComfyNode[] = [
  kSampler,
  kSamplerAdvanced,
  kSamplerSelect,
  basicScheduler,
  basicGuider,
  cfgGuider,
  randomNoise,
  disableNoise,
  samplerCustom,
  samplerCustomAdvanced,
];
