/** Control models as parts in files of their own: what each is, and its facts. */
import type { ComponentFiles } from '../../../checkpoint/component-files.ts';
import type { WeightSource } from '../../../checkpoint/weight-source.ts';
import type { ControlNetFacts } from '../../facts.ts';
import type { FilePart } from '../../parts.ts';
import { controlKind, controlKindOf } from '../control/control-kind.ts';
import { openFun } from '../fun-control/open.ts';
import { openControlNet } from '../controlnet/open.ts';
import { openPatch, patchConfig } from '../patches/open.ts';
import { isControlNet } from '../variants.ts';

/** @throws InferenceError when files are missing or damaged, or are no control model of the family. */
export async function controlFacts(files: ComponentFiles): Promise<ControlNetFacts> {
  switch (await controlKind(files)) {
    case 'instantx': {
      const { takesMask, blocks } = (await openControlNet(files)).config;
      return { takesMask, streamWidth: blocks.width };
    }
    case 'fun':
      return { takesMask: false, takesPicture: true, streamWidth: (await openFun(files)).config.width };
    case 'patch': {
      const { takesMask, width } = (await openPatch(files)).config;
      return { takesMask, isBuiltIn: true, streamWidth: width };
    }
  }
}

/** @param weights under the published names. @returns undefined for weights of anything else. */
export function controlPart(weights: WeightSource): FilePart | undefined {
  const kind = 'controlNet';
  if (controlKindOf(weights) === 'patch') {
    const { takesMask } = patchConfig(weights);
    return {
      kind,
      model: `Qwen-Image control patch (DiffSynth, ${takesMask ? 'inpainting' : 'canny or depth'})`,
      fits: {},
    };
  }
  if (controlKindOf(weights) === 'fun') return { kind, model: 'Qwen-Image-2512 Fun ControlNet Union', fits: {} };
  if (!isControlNet(weights)) return undefined;
  const [text, latent] = [sizeAt(weights, 'txt_norm.weight', 0), sizeAt(weights, 'img_in.weight', 1)];
  const isInpainting = sizeAt(weights, 'controlnet_x_embedder.weight', 1) > latent;
  const model = `Qwen-Image ControlNet (InstantX${isInpainting ? ', inpainting' : ''})`;
  return { kind, model, fits: { text, latent } };
}

/** Size of an axis of a tensor; 0 when there is none. */
function sizeAt(weights: WeightSource, tensor: string, axis: number): number {
  return weights.get(tensor)?.shape[axis] ?? 0;
}
