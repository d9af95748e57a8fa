/** Load transformer: the part that makes pictures, from a file of its own. */
import { defineNode } from '../../engine/graph/define.ts';
import { VARIANTS } from '../../inference/index.ts';
import { MODELS } from '../services/tokens.ts';
import { SCHEDULER, TRANSFORMER } from '../sockets.ts';
import { fingerprintOf, knownComponent, loadedComponent, settingsOf } from './components.ts';

/** The file says which variant it holds. */
const BY_FILE = 'auto';

const variantOf = (choice: string): string | undefined => (choice === BY_FILE ? undefined : choice);

export const loadTransformer = defineNode({
  type: 'load-transformer',
  version: 1,
  title: 'Load transformer',
  category: 'model',
  description: 'Opens a transformer (diffusion model) from a single file, or that of a checkpoint.',
  inputs: {
    transformer: {
      kind: 'model',
      of: 'transformer',
      title: 'Transformer',
      tooltip: 'A file in diffusion_models or unet of ComfyUI, or the name of a checkpoint.',
    },
    variant: {
      kind: 'choice',
      options: [BY_FILE, ...Object.keys(VARIANTS)],
      default: BY_FILE,
      title: 'Variant',
      tooltip: [
        'auto: by the tensors of the file, and where they do not tell, by its name.',
        ...Object.entries(VARIANTS).map(([name, about]) => `${name}: ${about}`),
      ].join(' '),
      advanced: true,
    },
  },
  outputs: {
    transformer: { socket: TRANSFORMER, title: 'Transformer' },
    scheduler: { socket: SCHEDULER, title: 'Scheduler' },
  },
  lane: 'io',
  reuse: 'never',
  async fingerprint({ transformer: name, variant = BY_FILE }, ctx) {
    if (name === undefined) return undefined;
    const { files, scheduler } = await ctx.use(MODELS).openTransformer(name, variantOf(variant));
    return fingerprintOf([files], JSON.stringify([files.variant, scheduler]), ctx);
  },
  async settings({ transformer: name, variant = BY_FILE }, ctx) {
    if (name === undefined) return undefined;
    return settingsOf([await ctx.use(MODELS).openTransformer(name, variantOf(variant))], ctx);
  },
  async foresee({ transformer: name, variant }, ctx) {
    if (typeof name !== 'string' || typeof variant !== 'string') return {};
    const opened = await ctx.use(MODELS).openTransformer(name, variantOf(variant));
    return { transformer: knownComponent(opened), scheduler: opened.scheduler };
  },
  async run({ transformer: name, variant }, ctx) {
    const opened = await ctx.use(MODELS).openTransformer(name, variantOf(variant));
    if (opened.note !== undefined) ctx.note(opened.note);
    return { transformer: await loadedComponent(opened, ctx), scheduler: opened.scheduler };
  },
});
