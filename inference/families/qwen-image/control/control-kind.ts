/** The kinds of models that steer a transformer by a picture, and the tensors by which files tell them apart. */
import { stat } from 'node:fs/promises';
import type { ComponentFiles } from '../../../checkpoint/component-files.ts';
import { openFiles } from '../../../checkpoint/layout/joined-source.ts';
import type { WeightSource } from '../../../checkpoint/weight-source.ts';
import { transformerNames } from '../layouts/transformer-names.ts';

/**
 * - `instantx`: repeats the transformer's first blocks, with the control picture added to the latents;
 * - `fun`: full blocks that go on from the transformer's own streams (alibaba-pai);
 * - `patch`: changes the image stream within the transformer (DiffSynth).
 */
export type ControlKind = 'instantx' | 'fun' | 'patch';

/** In the place of what InstantX keeps under `controlnet_blocks.0.weight`. */
const PATCH_TENSOR = 'controlnet_blocks.0.y_rms.weight';

/** The Fun ControlNets of other models have blocks without `img_mod`. */
const FUN_TENSORS = ['control_img_in.weight', 'control_blocks.0.img_mod.1.weight'] as const;

/** The kind that weights are, under the published names; `instantx` unless a tensor tells another. */
export function controlKindOf(weights: WeightSource): ControlKind {
  if (weights.get(PATCH_TENSOR)) return 'patch';
  return FUN_TENSORS.every((tensor) => weights.get(tensor)) ? 'fun' : 'instantx';
}

/**
 * Reads headers, no weights. A folder with a config is a ControlNet as diffusers publishes them.
 * @throws InferenceError for a file that is missing or damaged.
 */
export async function controlKind(files: ComponentFiles): Promise<ControlKind> {
  const isFile = (await stat(files.dir).catch(() => undefined))?.isFile() === true;
  return isFile ? controlKindOf(transformerNames(await openFiles(files))) : 'instantx';
}
