/** Load ControlNet: names its folder. Weights are loaded later, by the steps that use them. */
import { defineNode } from '../../engine/graph/define.ts';
import { filesOf } from '../../inference/index.ts';
import { checkComponents } from '../foresight.ts';
import { FILE_DIGESTS, MODELS, type FileDigests } from '../services/tokens.ts';
import { CONTROLNET } from '../sockets.ts';

export const loadControlNet = defineNode({
  type: 'load-controlnet',
  version: 1,
  title: 'Load ControlNet',
  category: 'model',
  description:
    'Opens a ControlNet as published (config.json and safetensors). It must be made for the transformer it steers.',
  inputs: {
    controlNet: { kind: 'model', title: 'ControlNet', tooltip: 'Name of a folder below one of the model folders.' },
  },
  outputs: { controlNet: { socket: CONTROLNET, title: 'ControlNet' } },
  lane: 'io',
  reuse: 'never',
  async fingerprint({ controlNet: name }, ctx) {
    if (name === undefined) return 'linked';
    const { dir } = await ctx.use(MODELS).openControlNet(name);
    return digestOf(dir, ctx.use(FILE_DIGESTS));
  },
  async foresee({ controlNet: name }, ctx) {
    if (typeof name !== 'string') return {};
    const { dir, family, facts } = await ctx.use(MODELS).openControlNet(name);
    await checkComponents({ controlNet: { dir, family } }, ctx);
    return { controlNet: { ...facts, dir, family } };
  },
  async run({ controlNet: name }, ctx) {
    const { dir, family, facts } = await ctx.use(MODELS).openControlNet(name);
    const digest = await digestOf(dir, ctx.use(FILE_DIGESTS));
    return { controlNet: { ...facts, dir, digest, family } };
  },
});

/** Covers config and weights; pictures and texts in the folder do not count. */
async function digestOf(dir: string, digests: FileDigests): Promise<string> {
  const files = (await filesOf(dir, [''])).filter(({ name }) => /^[^/\\]+\.(json|safetensors)$/.test(name));
  return digests.digestOfSet(files);
}
