/** Schedules, and loops over them. */
import type { ComfyNode } from '../../../engine/comfyui/define.ts';
import { kSampler } from './k-sampler.ts';

export const samplingNodes: readonly ComfyNode[] = [kSampler];
