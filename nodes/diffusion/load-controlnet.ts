/** Load ControlNet: names its folder. Weights are loaded later, by the steps that use them. */
import { defineNode, type FingerprintContext } from '../../engine/graph/define.ts';
import { filesOf } from '../../inference/index.ts';
import { checkComponents } from '../foresight.ts';
import { FILE_DIGESTS, INFERENCE, MODELS, type FileDigests } from '../services/tokens.ts';
import { CONTROLNET, type ControlNetHandle } from '../sockets.ts';

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
    if (name === undefined) return undefined;
    const { dir } = await ctx.use(MODELS).openControlNet(name);
    return digestOf(dir, ctx.use(FILE_DIGESTS));
  },
  async settings({ controlNet: name }, ctx) {
    if (name === undefined) return undefined;
    const { family, settled } = await componentOf(name, ctx);
    return JSON.stringify([family, settled]);
  },
  async foresee({ controlNet: name }, ctx) {
    if (typeof name !== 'string') return {};
    const { dir, family, facts } = await ctx.use(MODELS).openControlNet(name);
    await checkComponents({ controlNet: { dir, family } }, ctx);
    return { controlNet: { ...facts, dir, family } };
  },
  run: async ({ controlNet: name }, ctx) => ({ controlNet: await componentOf(name, ctx) }),
});

async function componentOf(name: string, ctx: FingerprintContext): Promise<ControlNetHandle> {
  const { dir, family, facts } = await ctx.use(MODELS).openControlNet(name);
  const component = { dir, digest: await digestOf(dir, ctx.use(FILE_DIGESTS)), family };
  return { ...facts, ...component, settled: await ctx.use(INFERENCE).settle(component) };
}

/** Covers config and weights; pictures and texts in the folder do not count. */
async function digestOf(dir: string, digests: FileDigests): Promise<string> {
  const files = (await filesOf(dir, [''])).filter(({ name }) => /^[^/\\]+\.(json|safetensors)$/.test(name));
  return digests.digestOfSet(files);
}
