/** Load checkpoint: gives the components of a model folder. Weights are loaded later, by the nodes that use them. */
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { defineNode, type FingerprintContext } from '../../engine/graph/define.ts';
import { type ComponentRef, filesOf } from '../../inference/index.ts';
import { FILE_DIGESTS, INFERENCE, MODELS, type FileDigests } from '../services/tokens.ts';
import { SCHEDULER, TEXT_ENCODER, TRANSFORMER, VAE } from '../sockets.ts';

export const loadCheckpoint = defineNode({
  type: 'load-checkpoint',
  version: 3,
  title: 'Load checkpoint',
  category: 'model',
  description: 'Opens a checkpoint folder as published (diffusers layout, safetensors).',
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
    if (checkpoint === undefined) return undefined;
    const { dir, facts } = await ctx.use(MODELS).openCheckpoint(checkpoint);
    return hash('sha256', `${await digestOf(dir, facts.folders, ctx.use(FILE_DIGESTS))} ${facts.identity}`);
  },
  async settings({ checkpoint }, ctx) {
    if (checkpoint === undefined) return undefined;
    const { dir, family, facts } = await ctx.use(MODELS).openCheckpoint(checkpoint);
    const folders = [facts.textEncoder.folder, facts.transformer.folder, facts.vae.folder];
    const components = await Promise.all(folders.map((folder) => componentOf(dir, folder, family, ctx)));
    return JSON.stringify([family, ...components.map(({ settled }) => settled)]);
  },
  async foresee({ checkpoint }, ctx) {
    if (typeof checkpoint !== 'string') return {};
    const { dir, family, facts } = await ctx.use(MODELS).openCheckpoint(checkpoint);
    const known = <F extends { readonly folder: string }>({ folder, ...rest }: F) => ({
      ...rest,
      dir: join(dir, folder),
      family,
    });
    return { textEncoder: known(facts.textEncoder), transformer: known(facts.transformer), vae: known(facts.vae) };
  },
  async run({ checkpoint }, ctx) {
    const { dir, family, facts } = await ctx.use(MODELS).openCheckpoint(checkpoint);
    if (facts.note !== undefined) ctx.note(facts.note);
    const component = (folder: string): Promise<ComponentRef> => componentOf(dir, folder, family, ctx);
    const { folder: textFolder, tokenizer, ...textEncoder } = facts.textEncoder;
    const { folder: transformerFolder, ...transformer } = facts.transformer;
    const { folder: vaeFolder, ...vae } = facts.vae;
    return {
      textEncoder: {
        ...textEncoder,
        ...(await component(textFolder)),
        tokenizer: await filesIn(dir, tokenizer, family, ctx),
      },
      transformer: { ...transformer, ...(await component(transformerFolder)) },
      vae: { ...vae, ...(await component(vaeFolder)) },
      scheduler: facts.scheduler,
    };
  },
});

/** A component that holds weights. */
async function componentOf(
  dir: string,
  folder: string,
  family: string,
  ctx: FingerprintContext,
): Promise<ComponentRef> {
  const component = await filesIn(dir, folder, family, ctx);
  return { ...component, settled: await ctx.use(INFERENCE).settle(component) };
}

async function filesIn(dir: string, folder: string, family: string, ctx: FingerprintContext): Promise<ComponentRef> {
  return { dir: join(dir, folder), digest: await digestOf(dir, [folder], ctx.use(FILE_DIGESTS)), family };
}

async function digestOf(dir: string, folders: readonly string[], digests: FileDigests): Promise<string> {
  return digests.digestOfSet(await filesOf(dir, folders));
}
