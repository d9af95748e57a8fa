/** One step of a denoise loop: the velocity at one sigma, and the move to the next. */
import { defineNode } from '../../engine/graph/define.ts';
import { DEFAULTS, NOTHING_KNOWN } from '../../inference/index.ts';
import { untiledProfile } from '../services/model-profile.ts';
import { INFERENCE } from '../services/tokens.ts';
import { mayPrepare } from '../preparing.ts';
import { CONDITIONING, CONTROL, LATENT, STEP_MEMORY, TRANSFORMER } from '../sockets.ts';
import { STEP_CACHE, STEP_CACHE_THRESHOLD } from './step-cache-inputs.ts';

const SIGMA = { kind: 'float', min: 0, max: 1 } as const;

export const denoiseStep = defineNode({
  type: 'denoise-step',
  version: 2,
  title: 'Denoise step',
  category: 'sampling',
  description: 'Predicts the velocity at one sigma and steps to the next. A denoise node is a chain of these.',
  inputs: {
    transformer: { kind: 'socket', socket: TRANSFORMER, title: 'Transformer' },
    latent: { kind: 'socket', socket: LATENT, title: 'Latent' },
    positive: { kind: 'socket', socket: CONDITIONING, title: 'Positive' },
    negative: { kind: 'socket', socket: CONDITIONING, optional: true, title: 'Negative' },
    control: { kind: 'socket', socket: CONTROL, optional: true, title: 'Control' },
    begin: { ...SIGMA, default: 0, tooltip: 'Share of all steps that come before this one.' },
    end: { ...SIGMA, default: 1, tooltip: 'Share of all steps up to the end of this one.' },
    guidance: { kind: 'float', min: 0, max: 100, default: DEFAULTS.guidance, title: 'Guidance' },
    rescale: { kind: 'boolean', default: true, title: 'Rescale' },
    sigma: SIGMA,
    nextSigma: SIGMA,
    timestep: {
      ...SIGMA,
      tooltip: 'Noise level that the model is told; differs from sigma by the rounding of the reference.',
    },
    stepCache: STEP_CACHE,
    stepCacheThreshold: STEP_CACHE_THRESHOLD,
    memory: {
      kind: 'socket',
      socket: STEP_MEMORY,
      optional: true,
      title: 'Memory',
      tooltip: 'What the step cache remembers of the steps before.',
    },
  },
  outputs: { latent: { socket: LATENT, title: 'Latent' }, memory: { socket: STEP_MEMORY, title: 'Memory' } },
  lane: 'inference',
  affinity: ({ transformer }) => transformer.dir,
  settings: untiledProfile,
  async run(
    {
      transformer,
      latent,
      positive,
      negative,
      control = [],
      begin,
      end,
      guidance,
      rescale,
      sigma,
      nextSigma,
      timestep,
      stepCache,
      stepCacheThreshold,
      memory: known = NOTHING_KNOWN,
    },
    ctx,
  ) {
    const { latents, preview, memory } = await ctx.use(INFERENCE).request(
      'denoiseStep',
      {
        transformer,
        latents: latent.samples,
        positive,
        ...(negative && guidance > 1 ? { negative } : {}),
        guidance: { scale: guidance, rescale },
        sigma,
        nextSigma,
        timestep,
        ...(stepCache === 'off' ? {} : { cache: { kind: stepCache, threshold: stepCacheThreshold, memory: known } }),
        // A control outside of its steps is named too: a family may keep what belongs to it in memory.
        controls: control.map(({ controlNet, latent: { samples, scale }, mask, picture, strength, ...share }) => ({
          controlNet,
          latents: samples,
          scale,
          strength: begin >= share.start && end <= share.end ? strength : 0,
          ...(mask ? { mask } : {}),
          ...(picture ? { picture: picture.samples } : {}),
        })),
      },
      mayPrepare(ctx),
    );
    ctx.progress(1, 1, preview && { width: preview.width, height: preview.height, rgb: preview.data });
    return { latent: { ...latent, samples: latents }, memory };
  },
});
