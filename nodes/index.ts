/** Every node that ships, in the order of a catalogue. */
import type { NodeDefinition } from '../engine/graph/define.ts';
import { reroute } from '../engine/graph/flatten/reroutes.ts';
import { addNoise } from './add-noise.ts';
import { addReference } from './add-reference.ts';
import { compositeImage } from './composite-image.ts';
import { decodeLatent } from './decode-latent.ts';
import { decodeLayers } from './decode-layers.ts';
import { denoiseStep } from './denoise-step.ts';
import { denoise } from './denoise.ts';
import { emptyLatentLike } from './empty-latent-like.ts';
import { emptyLatent } from './empty-latent.ts';
import { emptyLayers } from './empty-layers.ts';
import { encodeEdit } from './encode-edit.ts';
import { encodeImage } from './encode-image.ts';
import { encodeText } from './encode-text.ts';
import { fitImage } from './fit-image.ts';
import { imageToMask } from './image-to-mask.ts';
import { keepOutside } from './keep-outside.ts';
import { loadCheckpoint } from './load-checkpoint.ts';
import { loadImage } from './load-image.ts';
import { lookAtImage } from './look-at-image.ts';
import { primitives } from './primitives.ts';
import { resizeImage } from './resize-image.ts';
import { saveImage } from './save-image.ts';
import { saveImages } from './save-images.ts';
import { schedule } from './schedule.ts';
import { switchNode } from './switch.ts';

export const standardNodes: readonly NodeDefinition[] = [
  loadCheckpoint,
  loadImage,
  encodeText,
  encodeEdit,
  lookAtImage,
  addReference,
  encodeImage,
  emptyLatent,
  emptyLatentLike,
  emptyLayers,
  schedule,
  denoise,
  addNoise,
  denoiseStep,
  keepOutside,
  decodeLatent,
  decodeLayers,
  fitImage,
  resizeImage,
  imageToMask,
  compositeImage,
  saveImage,
  saveImages,
  switchNode,
  reroute,
  ...primitives,
];
