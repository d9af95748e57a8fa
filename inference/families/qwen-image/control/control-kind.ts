/** The kinds of models that steer a transformer by a picture, and the tensors by which files tell them apart. */
import { stat } from 'node:fs/promises';
import type { ComponentFiles } from '../../../checkpoint/component-files.ts';
import { openFiles } from '../../../checkpoint/layout/joined-source.ts';
import type { WeightSource } from '../../../checkpoint/weight-source.ts';
import { transformerNames } from '../layouts/transformer-names.ts';

/**
 * - `instantx`: repeats the transformer's first blocks, with the control picture added to the latents;
 * - `patch`: changes the image stream within the transformer (DiffSynth).
 */
export type ControlKind = 'instantx' | 'patch';

/** In the place of what InstantX keeps under `controlnet_blocks.0.weight`. */
const PATCH_TENSOR = 'controlnet_blocks.0.y_rms.weight';

/** The kind that weights are, under the published names; `instantx` unless a tensor tells another. */
export function kindOf(weights: WeightSource): ControlKind {
  return weights.get(PATCH_TENSOR) ? 'patch' : 'instantx';
}

/**
 * Reads headers, no weights. A folder with a config is a ControlNet as diffusers publishes them.
 * @throws InferenceError for a file that is missing or damaged.
 */
export async function controlKind(files: ComponentFiles): Promise<ControlKind> {
  const isFile = (await stat(files.dir).catch(() => undefined))?.isFile() === true;
  return isFile ? kindOf(transformerNames(await openFiles(files))) : 'instantx';
}
