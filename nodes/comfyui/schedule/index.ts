/** Sigmas. */
import type { ComfyNode } from '../../../engine/comfyui/define.ts';
import { manualSigmas } from './sigmas.ts';
import { setFirstSigma } from './sigmas.ts';
import { splitSigmas } from './sigmas.ts';
import { splitSigmasDenoise } from './sigmas.ts';

export const scheduleNodes: readonly ComfyNode[] = [manualSigmas, setFirstSigma, splitSigmas, splitSigmasDenoise];
