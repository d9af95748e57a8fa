/** Parts of Qwen-Image-2.1 in files of their own. */
import type { WeightSource } from '../../../checkpoint/weight-source.ts';
import { InferenceError } from '../../../errors.ts';
import { textNames } from '../../../text/qwen3-vl/layouts/names.ts';
import { isTextEncoder } from '../../../text/qwen3-vl/open.ts';
import { isVisionTower } from '../../../text/qwen3-vl/vision/derive.ts';
import type { FamilyParts, FilePart } from '../../parts.ts';
import { transformerNames } from '../layouts/transformer-names.ts';
import { vaeNames } from '../layouts/vae-names.ts';
import { isTransformer } from '../transformer/open.ts';
import { isVae, openVae } from '../vae/open.ts';
import { portableWeights } from './portable.ts';
import { openTextEncoderPart } from './text-encoder.ts';
import { openTransformerPart } from './transformer.ts';
import { vaeFacts } from './vae-facts.ts';

export const parts: FamilyParts = {
  of: (weights) => [...diffusionParts(weights), ...textParts(weights), ...vaeParts(weights)],
  openTransformer: openTransformerPart,
  openTextEncoder: openTextEncoderPart,
  async openVae(files) {
    return { files, facts: vaeFacts((await openVae(files)).config) };
  },
  openControlNet({ dir }) {
    const message = `${dir}: there are no ControlNets for Qwen-Image-2.1 here`;
    throw new InferenceError('invalid-input', message, { file: dir });
  },
  portable: portableWeights,
};

function diffusionParts(stored: WeightSource): readonly FilePart[] {
  const weights = transformerNames(stored);
  if (!isTransformer(weights)) return [];
  const text = sizeAt(weights, 'txt_in.text_norm.weight', 0);
  const latent = sizeAt(weights, 'img_in.weight', 1);
  return [{ kind: 'transformer', model: 'Qwen-Image-2.1', fits: { text, latent } }];
}

function textParts(stored: WeightSource): readonly FilePart[] {
  const weights = textNames(stored);
  const tower = isVisionTower(weights);
  if (isTextEncoder(weights)) {
    const model = tower ? 'Qwen3-VL' : 'Qwen3-VL without its vision tower';
    return [{ kind: 'textEncoder', model, fits: { text: sizeAt(weights, 'model.embed_tokens.weight', 1) } }];
  }
  const text = sizeAt(weights, 'visual.merger.linear_fc2.weight', 0);
  return tower ? [{ kind: 'visionTower', model: 'Qwen3-VL vision tower', fits: { text } }] : [];
}

function vaeParts(stored: WeightSource): readonly FilePart[] {
  const weights = vaeNames(stored);
  if (!isVae(weights)) return [];
  const latent = sizeAt(weights, 'post_quant_conv.weight', 0);
  return [{ kind: 'vae', model: 'Qwen-Image-2.1 VAE (RGBA)', fits: { latent } }];
}

/** Size of an axis of a tensor; 0 when there is none. */
function sizeAt(weights: WeightSource, tensor: string, axis: number): number {
  return weights.get(tensor)?.shape[axis] ?? 0;
}
