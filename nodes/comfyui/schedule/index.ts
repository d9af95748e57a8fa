/** Sigmas. */
import type { ComfyNode } from '../../../engine/comfyui/define.ts';
import { manualSigmas, setFirstSigma, splitSigmas, splitSigmasDenoise } from './sigmas.ts';

export const scheduleNodes: readonly ComfyNode[] = [manualSigmas, setFirstSigma, splitSigmas, splitSigmasDenoise];
