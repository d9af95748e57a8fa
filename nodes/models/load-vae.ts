/** Load VAE: the part between pictures and latents, from a file of its own. */
import { defineNode } from '../../engine/graph/define.ts';
import { MODELS } from '../services/tokens.ts';
import { VAE } from '../sockets.ts';
import { componentOf, fingerprintOf, knownComponent, settingsOf } from './components.ts';

export const loadVae = defineNode({
  type: 'load-vae',
  version: 1,
  title: 'Load VAE',
  category: 'model',
  description: 'Opens a VAE from a single file, or that of a checkpoint.',
  inputs: {
    vae: {
      kind: 'model',
      of: 'vae',
      title: 'VAE',
      tooltip: 'A file in vae of ComfyUI, or the name of a checkpoint.',
    },
  },
  outputs: { vae: { socket: VAE, title: 'VAE' } },
  lane: 'io',
  reuse: 'never',
  async fingerprint({ vae }, ctx) {
    return vae === undefined ? undefined : fingerprintOf([(await ctx.use(MODELS).openVae(vae)).files], '', ctx);
  },
  async settings({ vae }, ctx) {
    return vae === undefined ? undefined : settingsOf([await ctx.use(MODELS).openVae(vae)], ctx);
  },
  async foresee({ vae }, ctx) {
    return typeof vae === 'string' ? { vae: knownComponent(await ctx.use(MODELS).openVae(vae)) } : {};
  },
  run: async ({ vae }, ctx) => ({ vae: await componentOf(await ctx.use(MODELS).openVae(vae), ctx) }),
});
