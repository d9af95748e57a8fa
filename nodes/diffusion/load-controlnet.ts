/** Load ControlNet: names the folder of one. Loads no weights: the steps that need them do. */
import { defineNode } from '../../engine/graph/define.ts';
import { controlNetConfigSchema, filesOf, readConfig } from '../../inference/index.ts';
import { digestOfFiles } from '../services/folder-digest.ts';
import { FILE_DIGESTS, MODELS, type FileDigests } from '../services/tokens.ts';
import { CONTROLNET } from '../sockets.ts';

export const loadControlNet = defineNode({
  type: 'load-controlnet',
  version: 1,
  title: 'Load ControlNet',
  category: 'model',
  description:
    'Opens a ControlNet for Qwen-Image as published (config.json and safetensors), such as InstantX/Qwen-Image-ControlNet-Union.',
  inputs: {
    controlNet: { kind: 'model', title: 'ControlNet', tooltip: 'Name of a folder below one of the model folders.' },
  },
  outputs: { controlNet: { socket: CONTROLNET, title: 'ControlNet' } },
  lane: 'io',
  reuse: 'never',
  async fingerprint({ controlNet }, ctx) {
    return controlNet === undefined
      ? 'linked'
      : digestOf(await ctx.use(MODELS).controlNet(controlNet), ctx.use(FILE_DIGESTS));
  },
  async run({ controlNet }, ctx) {
    const dir = await ctx.use(MODELS).controlNet(controlNet);
    const { takesMask } = await readConfig(dir, controlNetConfigSchema);
    return { controlNet: { dir, digest: await digestOf(dir, ctx.use(FILE_DIGESTS)), takesMask } };
  },
});

/** Over its config and weights; pictures and texts beside them do not count. */
async function digestOf(dir: string, digests: FileDigests): Promise<string> {
  const files = (await filesOf(dir, [''])).filter(({ name }) => /^[^/\\]+\.(json|safetensors)$/.test(name));
  return digestOfFiles(files, digests);
}
