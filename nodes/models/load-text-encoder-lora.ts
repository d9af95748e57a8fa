/** Load text encoder LoRA: the part of a LoRA that changes how prompts are read. Few files have one. */
import { defineNode } from '../../engine/graph/define.ts';
import { TEXT_ENCODER } from '../sockets.ts';
import { knownWithLora, LORA_INPUTS, loraFingerprint, withLora } from './loras.ts';

export const loadTextEncoderLora = defineNode({
  type: 'load-text-encoder-lora',
  version: 1,
  title: 'Load text encoder LoRA',
  category: 'model',
  description: 'Changes a text encoder by the part of a LoRA that was trained on it. Several can be chained.',
  inputs: { textEncoder: { kind: 'socket', socket: TEXT_ENCODER, title: 'Text encoder' }, ...LORA_INPUTS },
  outputs: { textEncoder: { socket: TEXT_ENCODER, title: 'Text encoder' } },
  lane: 'io',
  reuse: 'never',
  fingerprint: ({ lora }, ctx) => loraFingerprint(lora, ctx),
  foresee: async ({ textEncoder, ...choice }, ctx) => ({
    textEncoder: await knownWithLora('textEncoder', textEncoder, choice, ctx),
  }),
  run: async ({ textEncoder, ...choice }, ctx) => ({
    textEncoder: await withLora('textEncoder', textEncoder, choice, ctx),
  }),
});
