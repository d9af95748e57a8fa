/** Denoise: from noise to a picture in steps that are cached one by one. */
import { defineNode, type ExpansionInput, type ExpansionNode } from '../../engine/graph/define.ts';
import { DEFAULTS, modelTimestep, type SamplerName, samplerNamed, sigmaAt, stepCount } from '../../inference/index.ts';
import { expectedSeconds, stepPixels, tokensOf } from '../expected-time.ts';
import { checkComponents, checkFit, knownControls, knownLatent, knownSteps, knownWithBuiltIn } from '../foresight.ts';
import { INFERENCE } from '../services/tokens.ts';
import { CONDITIONING, CONTROL, LATENT, MASK, SCHEDULE, TRANSFORMER } from '../sockets.ts';
import { SAMPLER } from './sampler-inputs.ts';
import { refuseShortSchedule, STEP_CACHE, STEP_CACHE_THRESHOLD } from './step-cache-inputs.ts';

const fromParent = (parentInput: string): ExpansionInput => ({ parentInput });

export const denoise = defineNode({
  type: 'denoise',
  version: 1,
  title: 'Denoise',
  category: 'sampling',
  description:
    'Adds the noise of a seed and removes it step by step, guided by the prompts. Every step is kept, ' +
    'so an interrupted run continues where it stopped.',
  inputs: {
    transformer: { kind: 'socket', socket: TRANSFORMER, lazy: true, title: 'Transformer' },
    latent: { kind: 'socket', socket: LATENT, lazy: true, title: 'Latent' },
    positive: { kind: 'socket', socket: CONDITIONING, lazy: true, title: 'Positive' },
    negative: {
      kind: 'socket',
      socket: CONDITIONING,
      lazy: true,
      optional: true,
      title: 'Negative',
      tooltip: 'Without it, or with a guidance of 1, there is no guidance.',
    },
    mask: {
      kind: 'socket',
      socket: MASK,
      lazy: true,
      optional: true,
      title: 'Mask',
      tooltip: 'White is painted anew, black stays as it is in the latent. A mask that paints nothing fails the node.',
    },
    control: {
      kind: 'socket',
      socket: CONTROL,
      lazy: true,
      optional: true,
      title: 'Control',
      tooltip: 'Control pictures, from "Apply ControlNet".',
    },
    schedule: { kind: 'socket', socket: SCHEDULE, title: 'Schedule' },
    seed: { kind: 'seed', default: 0, title: 'Seed', tooltip: 'Gives the same noise as PyTorch on a CPU.' },
    guidance: {
      kind: 'float',
      min: 0,
      max: 100,
      step: 0.1,
      default: DEFAULTS.guidance,
      title: 'Guidance',
      tooltip: 'Strength of the prompt (true classifier-free guidance).',
    },
    rescale: {
      kind: 'boolean',
      default: true,
      title: 'Rescale guidance',
      tooltip: 'Keeps each token at the norm of the positive prediction, for models whose reference does so.',
    },
    noise: {
      kind: 'choice',
      options: ['float32', 'bfloat16'],
      default: 'float32',
      title: 'Noise',
      tooltip: 'bfloat16: as diffusers draws it for a bfloat16 model.',
    },
    sampler: SAMPLER,
    stepCache: STEP_CACHE,
    stepCacheThreshold: STEP_CACHE_THRESHOLD,
  },
  outputs: { latent: { socket: LATENT, title: 'Latent' } },
  async foresee({ transformer: alone, latent, positive, negative, control, schedule, stepCache }, ctx) {
    refuseShortSchedule(stepCache, knownSteps(schedule));
    const known = knownLatent(latent);
    const nets = knownControls(control).map(({ controlNet }) => controlNet);
    const transformer = knownWithBuiltIn(alone, nets);
    checkFit({ transformer, vae: known?.vae, conditionings: [positive, negative], controlNets: nets });
    // The transformer keeps its memory while the VAE decodes. A damaged VAE is the concern of the node that decodes.
    const vae = await checkComponents({ vae: known?.vae }, ctx).then(
      () => known?.vae,
      () => undefined,
    );
    await checkComponents({ transformer, vae }, ctx, known);
    return { latent };
  },
  async expect({ transformer, latent, schedule, guidance, sampler, stepCache, ...known }, ctx) {
    const size = knownLatent(latent);
    const pixels = size && stepPixels(size, known.positive);
    const steps = knownSteps(schedule);
    // The time of a ControlNet is not known, nor how many steps a cache skips.
    const isUnknown = 'control' in known || stepCache !== 'off' || sampler === undefined;
    if (pixels === undefined || steps === undefined || isUnknown) return undefined;
    const isGuided = 'negative' in known && !(typeof guidance === 'number' && guidance <= 1);
    const passes = [known.positive, ...(isGuided ? [known.negative] : [])].map(tokensOf);
    const evaluations = steps * (samplerNamed(sampler as SamplerName).evaluations ?? 1);
    return expectedSeconds(ctx, 'denoiseStep', transformer, { ...pixels, passes }, evaluations);
  },
  expand({ schedule, seed, guidance, rescale, noise, sampler, stepCache, stepCacheThreshold }, ctx) {
    refuseShortSchedule(stepCache, stepCount(schedule));
    const steps = Array.from({ length: stepCount(schedule) }, (_, index) => `step-${index + 1}`);
    const timesteps = steps.map((_, index) => modelTimestep(schedule, index));
    // A hint: the family may prepare for all steps at once. Without it the result is the same.
    ctx
      .use(INFERENCE)
      .request('expectTimesteps', { timesteps })
      .catch(() => {});
    const [masked, controlled] = [ctx.given('mask'), ctx.given('control')];
    const nodes: Record<string, ExpansionNode> = {
      noise: {
        type: 'add-noise',
        inputs: {
          latent: fromParent('latent'),
          seed: { literal: seed },
          sigma: { literal: sigmaAt(schedule, 0) },
          noise: { literal: noise },
          ...(masked ? { mask: fromParent('mask') } : {}),
        },
      },
    };
    const after = (index: number): ExpansionInput => ({
      node: index < 0 ? 'noise' : masked ? `keep-${index + 1}` : `step-${index + 1}`,
      output: 'latent',
    });
    for (const [index, step] of steps.entries()) {
      nodes[step] = {
        type: 'denoise-step',
        inputs: {
          transformer: fromParent('transformer'),
          latent: after(index - 1),
          positive: fromParent('positive'),
          ...(guidance > 1 || samplerNamed(sampler).usesNegative ? { negative: fromParent('negative') } : {}),
          guidance: { literal: guidance },
          rescale: { literal: rescale },
          sigma: { literal: sigmaAt(schedule, index) },
          nextSigma: { literal: sigmaAt(schedule, index + 1) },
          timestep: { literal: timesteps[index] },
          ...(sampler === 'euler'
            ? {}
            : {
                sampler: { literal: sampler },
                seed: { literal: seed },
                stepsLeft: { literal: steps.length - 1 - index },
                shift: { literal: schedule.shift ?? 1 },
                ...(index > 0 ? { samplerMemory: { node: `step-${index}`, output: 'samplerMemory' } } : {}),
              }),
          ...(stepCache === 'off'
            ? {}
            : {
                stepCache: { literal: stepCache },
                stepCacheThreshold: { literal: stepCacheThreshold },
                ...(index > 0 ? { memory: { node: `step-${index}`, output: 'memory' } } : {}),
              }),
          ...(controlled
            ? {
                control: fromParent('control'),
                begin: { literal: index / steps.length },
                end: { literal: (index + 1) / steps.length },
              }
            : {}),
        },
      };
      if (!masked) continue;
      nodes[`keep-${index + 1}`] = {
        type: 'keep-outside',
        inputs: {
          latent: { node: step, output: 'latent' },
          original: fromParent('latent'),
          mask: fromParent('mask'),
          seed: { literal: seed },
          sigma: { literal: sigmaAt(schedule, index + 1) },
          noise: { literal: noise },
        },
      };
    }
    return { nodes, outputs: { latent: after(steps.length - 1) }, steps };
  },
});
