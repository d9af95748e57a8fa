/**
 * Opens a control patch of DiffSynth, a single file without a config: for each block of the transformer it has two
 * matrices that add to the image stream after that block.
 * Source: DiffSynth-Studio diffsynth/models/qwen_image_controlnet.py, `QwenImageBlockWiseControlNet`.
 */
import type { ComponentFiles } from '../../../checkpoint/component-files.ts';
import { blockCount, sizesOf } from '../../../checkpoint/layout/derive.ts';
import { openFiles } from '../../../checkpoint/layout/joined-source.ts';
import type { WeightSource } from '../../../checkpoint/weight-source.ts';
import { InferenceError } from '../../../errors.ts';
import { transformerNames } from '../layouts/transformer-names.ts';

/** Features of a token of latents in every published model: 16 channels of 2 x 2 latent pixels. */
const LATENT_FEATURES = 64;
/** Features of the mask of a token. */
const MASK_FEATURES = 4;

export interface PatchConfig {
  /** Width of the image stream that it adds to. */
  readonly width: number;
  /** Blocks of the transformer that it is made for. */
  readonly layers: number;
  /** Features of a control token. */
  readonly features: number;
  /** For inpainting: the mask is one more channel of the control. */
  readonly takesMask: boolean;
}

export interface OpenedPatch {
  readonly config: PatchConfig;
  /** Under the published names. */
  readonly weights: WeightSource;
}

/** @throws InferenceError when the file is missing, damaged, or no patch. */
export async function openPatch(files: ComponentFiles): Promise<OpenedPatch> {
  const weights = transformerNames(await openFiles(files));
  return { config: patchConfig(weights), weights };
}

/** @throws InferenceError `tensor-missing` or `tensor-mismatch`. */
export function patchConfig(weights: WeightSource): PatchConfig {
  const tensor = 'img_in.weight';
  const { width, features } = sizesOf(weights, tensor, ['width', 'features']);
  if (features !== LATENT_FEATURES && features !== LATENT_FEATURES + MASK_FEATURES) {
    const expected = `[${width}, ${LATENT_FEATURES}], or [${width}, ${LATENT_FEATURES + MASK_FEATURES}] with a mask`;
    const received = `[${width}, ${features}]`;
    const message = `${weights.label}: tensor ${tensor}: expected ${expected}, received ${received}`;
    throw new InferenceError('tensor-mismatch', message, { file: weights.label, tensor, expected, received });
  }
  return {
    width,
    features,
    layers: blockCount(weights, 'controlnet_blocks'),
    takesMask: features > LATENT_FEATURES,
  };
}
