/** Parts of Qwen-Image in files of their own. */
import type { WeightSource } from '../../../checkpoint/weight-source.ts';
import { textNames } from '../../../text/qwen2.5-vl/layouts/names.ts';
import { isTextEncoder, isVisionTower } from '../../../text/qwen2.5-vl/open.ts';
import type { FamilyParts, FilePart } from '../../parts.ts';
import { controlFacts, controlPart } from './control.ts';
import { transformerNames } from '../layouts/transformer-names.ts';
import { vaeNames } from '../layouts/vae-names.ts';
import { isEdit2511, isLayered, isTransformer } from '../variants.ts';
import { isVae, openVae } from '../vae/open.ts';
import { PATCH } from '../transformer/open.ts';
import { portableWeights } from './portable.ts';
import { openTextEncoderPart } from './text-encoder.ts';
import { openTransformerPart } from './transformer.ts';
import { vaeFacts } from '../../vae-facts.ts';

/** Channels of pixels. */
const RGB = 3;
const RGBA = 4;

export const parts: FamilyParts = {
  of: (weights) => [...diffusionParts(weights), ...textParts(weights), ...vaeParts(weights)],
  openTransformer: openTransformerPart,
  openTextEncoder: openTextEncoderPart,
  async openVae(files) {
    return { files, facts: vaeFacts((await openVae(files)).config) };
  },
  openControlNet: async (files) => ({ files, facts: await controlFacts(files) }),
  portable: portableWeights,
};

function diffusionParts(stored: WeightSource): readonly FilePart[] {
  const weights = transformerNames(stored);
  const text = sizeAt(weights, 'txt_norm.weight', 0);
  const latent = sizeAt(weights, 'img_in.weight', 1);
  const control = controlPart(weights);
  if (control) return [control];
  if (!isTransformer(weights)) return [];
  const variant = isLayered(weights) ? '-Layered' : isEdit2511(weights) ? '-Edit-2511' : '';
  const pixels = isLayered(weights) ? RGBA : RGB;
  return [{ kind: 'transformer', model: `Qwen-Image${variant}`, fits: { text, latent, pixels } }];
}

function textParts(stored: WeightSource): readonly FilePart[] {
  const weights = textNames(stored);
  const tower = isVisionTower(weights);
  if (isTextEncoder(weights)) {
    const model = tower ? 'Qwen2.5-VL' : 'Qwen2.5-VL without its vision tower';
    return [{ kind: 'textEncoder', model, fits: { text: sizeAt(weights, 'model.norm.weight', 0) } }];
  }
  const text = sizeAt(weights, 'visual.merger.mlp.2.weight', 0);
  return tower ? [{ kind: 'visionTower', model: 'Qwen2.5-VL vision tower', fits: { text } }] : [];
}

function vaeParts(stored: WeightSource): readonly FilePart[] {
  const weights = vaeNames(stored);
  if (!isVae(weights)) return [];
  const pixels = sizeAt(weights, 'encoder.conv_in.weight', 1);
  const latent = sizeAt(weights, 'post_quant_conv.weight', 0) * PATCH ** 2;
  const model = pixels === RGBA ? 'Qwen-Image-Layered VAE (RGBA)' : 'Qwen-Image VAE';
  return [{ kind: 'vae', model, fits: { latent, pixels } }];
}

/** Size of an axis of a tensor; 0 when there is none. */
function sizeAt(weights: WeightSource, tensor: string, axis: number): number {
  return weights.get(tensor)?.shape[axis] ?? 0;
}
