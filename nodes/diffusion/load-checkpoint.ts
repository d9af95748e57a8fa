/** Load checkpoint: names a model folder and hands out its components. Loads no weights: nodes that need them do. */
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { defineNode } from '../../engine/graph/define.ts';
import { COMPONENTS, type ComponentRef, filesOf, openPipelineFolder } from '../../inference/index.ts';
import { digestOfFiles } from '../services/folder-digest.ts';
import { FILE_DIGESTS, MODELS, type FileDigests } from '../services/tokens.ts';
import { SCHEDULER, TEXT_ENCODER, TRANSFORMER, VAE } from '../sockets.ts';

export const loadCheckpoint = defineNode({
  type: 'load-checkpoint',
  version: 3,
  title: 'Load checkpoint',
  category: 'model',
  description: 'Opens a Qwen-Image checkpoint folder as published (diffusers layout, safetensors).',
  inputs: {
    checkpoint: { kind: 'model', title: 'Checkpoint', tooltip: 'Name of a folder below one of the model folders.' },
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
    if (checkpoint === undefined) return 'linked';
    const dir = await ctx.use(MODELS).checkpoint(checkpoint);
    const { template, processor } = await openPipelineFolder(dir);
    return hash(
      'sha256',
      `${await digestOf(dir, COMPONENTS, ctx.use(FILE_DIGESTS))} ${template} ${JSON.stringify(processor)}`,
    );
  },
  async run({ checkpoint }, ctx) {
    const dir = await ctx.use(MODELS).checkpoint(checkpoint);
    const { transformer, vae, scheduler, template, processor, note } = await openPipelineFolder(dir);
    if (note !== undefined) ctx.note(note);
    const component = async (folder: string): Promise<ComponentRef> => ({
      dir: join(dir, folder),
      digest: await digestOf(dir, [folder], ctx.use(FILE_DIGESTS)),
    });
    return {
      textEncoder: {
        ...(await component('text_encoder')),
        tokenizer: await component('tokenizer'),
        template,
        processor,
      },
      transformer: {
        ...(await component('transformer')),
        patch: transformer.patchSize,
        layered: transformer.layeredRope,
      },
      vae: { ...(await component('vae')), scale: vae.scale, latentChannels: vae.latentChannels },
      scheduler,
    };
  },
});

async function digestOf(dir: string, folders: readonly string[], digests: FileDigests): Promise<string> {
  return digestOfFiles(await filesOf(dir, folders), digests);
}
