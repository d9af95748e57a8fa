/** Load checkpoint: gives the components of a whole model. Weights are loaded later, by the nodes that use them. */
import { defineNode } from '../../engine/graph/define.ts';
import { MODELS } from '../services/tokens.ts';
import { SCHEDULER, TEXT_ENCODER, TRANSFORMER, VAE } from '../sockets.ts';
import {
  fingerprintOf,
  folderOf,
  knownComponent,
  knownTextEncoder,
  loadedComponent,
  settingsOf,
} from './components.ts';

export const loadCheckpoint = defineNode({
  type: 'load-checkpoint',
  version: 4,
  title: 'Load checkpoint',
  category: 'model',
  description: 'Opens a whole model: a folder as published (diffusers layout), or one file that holds every part.',
  inputs: {
    checkpoint: {
      kind: 'model',
      of: 'checkpoint',
      title: 'Checkpoint',
      tooltip: 'Name of a folder or file in one of the places where models are.',
    },
  },
  outputs: {
    textEncoder: { socket: TEXT_ENCODER, title: 'Text encoder' },
    transformer: { socket: TRANSFORMER, title: 'Transformer' },
    vae: { socket: VAE, title: 'VAE' },
    scheduler: { socket: SCHEDULER, title: 'Scheduler' },
  },
  lane: 'io',
  reuse: 'never',
  async fingerprint({ checkpoint }, ctx) {
    if (checkpoint === undefined) return undefined;
    const { files, identity } = await ctx.use(MODELS).openCheckpoint(checkpoint);
    return fingerprintOf(files, identity, ctx);
  },
  async settings({ checkpoint }, ctx) {
    if (checkpoint === undefined) return undefined;
    const { textEncoder, transformer, vae } = await ctx.use(MODELS).openCheckpoint(checkpoint);
    return settingsOf([textEncoder, transformer, vae], ctx);
  },
  async foresee({ checkpoint }, ctx) {
    if (typeof checkpoint !== 'string') return {};
    const { textEncoder, transformer, vae } = await ctx.use(MODELS).openCheckpoint(checkpoint);
    return {
      textEncoder: knownTextEncoder(textEncoder),
      transformer: knownComponent(transformer),
      vae: knownComponent(vae),
      scheduler: transformer.scheduler,
    };
  },
  async run({ checkpoint }, ctx) {
    const { textEncoder, transformer, vae } = await ctx.use(MODELS).openCheckpoint(checkpoint);
    for (const { note } of [textEncoder, transformer, vae]) if (note !== undefined) ctx.note(note);
    const tokenizer = await folderOf(textEncoder.tokenizer, textEncoder.family, ctx);
    return {
      textEncoder: { ...(await loadedComponent(textEncoder, ctx)), tokenizer },
      transformer: await loadedComponent(transformer, ctx),
      vae: await loadedComponent(vae, ctx),
      scheduler: transformer.scheduler,
    };
  },
});
