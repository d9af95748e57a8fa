/** One step of a denoise loop: the velocity at one sigma, and the move to the next. */
import { defineNode } from '../../engine/graph/define.ts';
import { DEFAULTS, NO_STEPS, NOTHING_KNOWN, samplerNamed } from '../../inference/index.ts';
import { untiledProfile } from '../services/model-profile.ts';
import { INFERENCE } from '../services/tokens.ts';
import { mayPrepare } from '../preparing.ts';
import {
  CONDITIONING,
  CONTROL,
  earlierDraws,
  LATENT,
  MASK,
  SAMPLER_MEMORY,
  STEP_MEMORY,
  TRANSFORMER,
} from '../sockets.ts';
import { promptOf, stepControls, withoutControls } from '../conditioning/step-controls.ts';
import { asksForNegative, NOISE, PARITY, SAMPLER } from './sampler-inputs.ts';
import { STEP_CACHE, STEP_CACHE_THRESHOLD } from './step-cache-inputs.ts';

const SIGMA = { kind: 'float', min: 0, max: 1 } as const;

export const denoiseStep = defineNode({
  type: 'denoise-step',
  version: 4,
  title: 'Denoise step',
  category: 'sampling',
  description: 'Predicts the velocity at one sigma and steps to the next. A denoise node is a chain of these.',
  shows: 'preview',
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
    parity: PARITY,
    sigma: SIGMA,
    nextSigma: SIGMA,
    timestep: {
      ...SIGMA,
      tooltip: 'Noise level that the model is told; differs from sigma by the rounding of the reference.',
    },
    sampler: SAMPLER,
    seed: { kind: 'seed', default: 0, title: 'Seed', tooltip: 'Of the noise that the sampler adds.' },
    stepsLeft: { kind: 'int', min: 0, max: 10_000, default: 0, tooltip: 'Steps that follow this one.' },
    shift: { kind: 'float', min: 0, max: 100_000, default: 1, tooltip: 'Shift of the schedule.' },
    lowSigma: { ...SIGMA, default: 0, tooltip: 'Lowest sigma above 0 of the run, for samplers with a Brownian path.' },
    highSigma: { ...SIGMA, default: 1, tooltip: 'Highest sigma of the run, for the same.' },
    samplerMemory: {
      kind: 'socket',
      socket: SAMPLER_MEMORY,
      optional: true,
      title: 'Sampler memory',
      tooltip: 'What the sampler remembers of the steps before.',
    },
    original: {
      kind: 'socket',
      socket: LATENT,
      optional: true,
      title: 'Original',
      tooltip: 'Kept where the mask is black, in every prediction of the model.',
    },
    mask: { kind: 'socket', socket: MASK, optional: true, title: 'Mask', tooltip: 'Default: that of the original.' },
    noise: { ...NOISE, tooltip: 'Of the noise that the original began with; none: it began without.' },
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
  outputs: {
    latent: { socket: LATENT, title: 'Latent' },
    memory: { socket: STEP_MEMORY, title: 'Memory' },
    samplerMemory: { socket: SAMPLER_MEMORY, title: 'Sampler memory' },
  },
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
      parity,
      sigma,
      nextSigma,
      timestep,
      sampler,
      seed,
      stepsLeft,
      shift,
      lowSigma,
      highSigma,
      samplerMemory = NO_STEPS,
      original,
      mask: kept = original?.mask,
      noise,
      stepCache,
      stepCacheThreshold,
      memory: known = NOTHING_KNOWN,
    },
    ctx,
  ) {
    const used = negative && asksForNegative({ guidance, sampler, parity }) ? negative : undefined;
    const { guidanceNorms: norms } = transformer;
    const output = await ctx.use(INFERENCE).request(
      'denoiseStep',
      {
        transformer: withoutControls(transformer),
        latents: latent.samples,
        positive: promptOf(positive),
        ...(used ? { negative: promptOf(used) } : {}),
        guidance: {
          scale: guidance,
          rescale: rescale && transformer.rescalesGuidance !== false,
          ...(norms ? { norms } : {}),
        },
        ...(parity === 'comfyui' ? { parity } : {}),
        sigma,
        nextSigma,
        timestep,
        ...(sampler === 'euler'
          ? {}
          : {
              sampling: {
                sampler,
                seed,
                left: stepsLeft,
                shift,
                memory: samplerMemory,
                ...(latent.place ? { place: latent.place } : {}),
                ...(samplerNamed(sampler).usesBrownianPath ? { range: { low: lowSigma, high: highSigma } } : {}),
              },
            }),
        ...(original && kept
          ? {
              around: {
                latents: original.samples,
                mask: kept,
                seed,
                rounding: noise,
                earlierDraws: earlierDraws(original, seed),
              },
            }
          : {}),
        ...(stepCache === 'off' ? {} : { cache: { kind: stepCache, threshold: stepCacheThreshold, memory: known } }),
        controls: stepControls({ control, transformer, positive, negative: used, sigma, begin, end }),
      },
      mayPrepare(ctx),
    );
    const { latents, preview, memory, samplerMemory: remembered } = output;
    ctx.progress(1, 1, preview && { width: preview.width, height: preview.height, rgb: preview.data });
    return { latent: { ...latent, samples: latents }, memory, samplerMemory: remembered };
  },
});
