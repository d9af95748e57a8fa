/** Schedules, and loops over them. */
import type { ComfyNode } from '../../../engine/comfyui/define.ts';
import { basicGuider } from './basic-guider.ts';
import { basicScheduler } from './basic-scheduler.ts';
import { cfgGuider } from './cfg-guider.ts';
import { kSamplerSelect } from './k-sampler-select.ts';
import { kSampler } from './k-sampler.ts';
import { randomNoise } from './noise.ts';
import { disableNoise } from './noise.ts';

export const samplingNodes: readonly ComfyNode[] = [
  basicGuider,
  basicScheduler,
  cfgGuider,
  kSamplerSelect,
  kSampler,
  randomNoise,
  disableNoise,
];
