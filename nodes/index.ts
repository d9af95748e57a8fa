/** Every node that ships, in the order of a catalogue. */
import type { NodeDefinition } from '../engine/graph/define.ts';
import { reroute } from '../engine/graph/flatten/reroutes.ts';
import { addNoise } from './add-noise.ts';
import { decodeLatent } from './decode-latent.ts';
import { denoiseStep } from './denoise-step.ts';
import { denoise } from './denoise.ts';
import { emptyLatent } from './empty-latent.ts';
import { encodeText } from './encode-text.ts';
import { loadCheckpoint } from './load-checkpoint.ts';
import { primitives } from './primitives.ts';
import { saveImage } from './save-image.ts';
import { schedule } from './schedule.ts';
import { switchNode } from './switch.ts';

export const standardNodes: readonly NodeDefinition[] = [
  loadCheckpoint,
  encodeText,
  emptyLatent,
  schedule,
  denoise,
  addNoise,
  denoiseStep,
  decodeLatent,
  saveImage,
  switchNode,
  reroute,
  ...primitives,
];
