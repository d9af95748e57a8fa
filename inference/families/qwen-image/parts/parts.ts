/** Parts of Qwen-Image in files of their own. */
import type { WeightSource } from '../../../checkpoint/weight-source.ts';
import { textNames } from '../../../text/qwen2.5-vl/layouts/names.ts';
import { isTextEncoder, isVisionTower } from '../../../text/qwen2.5-vl/open.ts';
import type { FamilyParts, FilePart } from '../../parts.ts';
import { openControlNet } from '../controlnet/open.ts';
import { transformerNames } from '../layouts/transformer-names.ts';
import { vaeNames } from '../layouts/vae-names.ts';
import { isControlNet, isEdit2511, isLayered, isTransformer } from '../variants.ts';
import { isVae, openVae } from '../vae/open.ts';
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
  async openControlNet(files) {
    const { takesMask } = (await openControlNet(files)).config;
    return { files, facts: { takesMask } };
  },
};

function diffusionParts(stored: WeightSource): readonly FilePart[] {
  const weights = transformerNames(stored);
  if (isControlNet(weights)) return [{ kind: 'controlNet', model: 'Qwen-Image ControlNet' }];
  if (!isTransformer(weights)) return [];
  const variant = isLayered(weights) ? '-Layered' : isEdit2511(weights) ? '-Edit-2511' : '';
  return [{ kind: 'transformer', model: `Qwen-Image${variant}` }];
}

function textParts(stored: WeightSource): readonly FilePart[] {
  const weights = textNames(stored);
  const tower = isVisionTower(weights);
  if (isTextEncoder(weights)) {
    return [{ kind: 'textEncoder', model: tower ? 'Qwen2.5-VL' : 'Qwen2.5-VL without its vision tower' }];
  }
  return tower ? [{ kind: 'visionTower', model: 'Qwen2.5-VL vision tower' }] : [];
}

function vaeParts(stored: WeightSource): readonly FilePart[] {
  const weights = vaeNames(stored);
  if (!isVae(weights)) return [];
  const channels = weights.get('encoder.conv_in.weight')?.shape[1];
  return [{ kind: 'vae', model: channels === 4 ? 'Qwen-Image-Layered VAE (RGBA)' : 'Qwen-Image VAE' }];
}
