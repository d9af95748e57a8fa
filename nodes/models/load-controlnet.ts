/** Load ControlNet: names its folder or file, or a patch. Weights are loaded later, by the steps that use them. */
import { defineNode } from '../../engine/graph/define.ts';
import { checkComponents } from '../foresight.ts';
import { MODELS } from '../services/tokens.ts';
import { CONTROLNET } from '../sockets.ts';
import { fingerprintOf, knownComponent, loadedComponent, settingsOf } from './components.ts';

export const loadControlNet = defineNode({
  type: 'load-controlnet',
  version: 2,
  title: 'Load ControlNet',
  category: 'model',
  description:
    'Opens a ControlNet (InstantX, Fun) or a control patch (DiffSynth): a folder as published (config.json and ' +
    'safetensors), or a single file. It must be made for the transformer it steers.',
  inputs: {
    controlNet: {
      kind: 'model',
      of: 'controlNet',
      title: 'ControlNet',
      tooltip: 'Name of a folder or file in one of the places where models are.',
    },
  },
  outputs: { controlNet: { socket: CONTROLNET, title: 'ControlNet' } },
  lane: 'io',
  reuse: 'never',
  async fingerprint({ controlNet: name }, ctx) {
    if (name === undefined) return undefined;
    return fingerprintOf([(await ctx.use(MODELS).openControlNet(name)).files], '', ctx);
  },
  async settings({ controlNet: name }, ctx) {
    return name === undefined ? undefined : settingsOf([await ctx.use(MODELS).openControlNet(name)], ctx);
  },
  async foresee({ controlNet: name }, ctx) {
    if (typeof name !== 'string') return {};
    const controlNet = knownComponent(await ctx.use(MODELS).openControlNet(name));
    await checkComponents({ controlNet }, ctx);
    return { controlNet };
  },
  run: async ({ controlNet: name }, ctx) => ({
    controlNet: await loadedComponent(await ctx.use(MODELS).openControlNet(name), ctx),
  }),
});
