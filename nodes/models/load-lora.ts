/** Load LoRA: changes a transformer by a small file. The nodes that use the transformer load both. */
import { defineNode } from '../../engine/graph/define.ts';
import { TRANSFORMER } from '../sockets.ts';
import { knownWithLora, LORA_INPUTS, loraFingerprint, withLora } from './loras.ts';

export const loadLora = defineNode({
  type: 'load-lora',
  version: 1,
  title: 'Load LoRA',
  category: 'model',
  description:
    'Changes a transformer by a LoRA: a style, a subject, or a distillation to few steps. Several can be chained. ' +
    'LoKr, LoHa, DoRA and full differences work too.',
  inputs: { transformer: { kind: 'socket', socket: TRANSFORMER, title: 'Transformer' }, ...LORA_INPUTS },
  outputs: { transformer: { socket: TRANSFORMER, title: 'Transformer' } },
  lane: 'io',
  reuse: 'never',
  fingerprint: ({ lora }, ctx) => loraFingerprint(lora, ctx),
  foresee: async ({ transformer, ...choice }, ctx) => ({
    transformer: await knownWithLora('transformer', transformer, choice, ctx),
  }),
  run: async ({ transformer, ...choice }, ctx) => ({
    transformer: await withLora('transformer', transformer, choice, ctx),
  }),
});
