/** Denoise: from noise to a picture in steps that are cached one by one. */
import { defineNode } from '../../engine/graph/define.ts';
import { DEFAULTS, modelTimestep, type SamplerName, samplerNamed, stepCount } from '../../inference/index.ts';
import { expectedSeconds, stepPixels, tokensOf } from '../expected-time.ts';
import {
  carriedControls,
  checkComponents,
  checkFit,
  knownControls,
  knownLatent,
  knownSteps,
  knownWithBuiltIn,
} from '../foresight.ts';
import { fittedFacts, isUnfit } from '../latent/fit-empty-latent.ts';
import { checkMask } from '../mask/check-mask.ts';
import { INFERENCE } from '../services/tokens.ts';
import { CONDITIONING, CONTROL, LATENT, MASK, SCHEDULE, TRANSFORMER } from '../sockets.ts';
import { denoiseLoop } from './denoise-loop.ts';
import { PARITY, SAMPLER } from './sampler-inputs.ts';
import { refuseShortSchedule, STEP_CACHE, STEP_CACHE_THRESHOLD } from './step-cache-inputs.ts';

export const denoise = defineNode({
  type: 'denoise',
  version: 1,
  title: 'Denoise',
  category: 'sampling',
  description:
    'Adds the noise of a seed and removes it step by step, guided by the prompts. Every step is kept, ' +
    'so an interrupted run continues where it stopped.',
  shows: 'preview',
  inputs: {
    transformer: { kind: 'socket', socket: TRANSFORMER, title: 'Transformer' },
    latent: { kind: 'socket', socket: LATENT, title: 'Latent' },
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
      tooltip:
        'White is painted anew, black stays as it is in the latent. A mask that paints nothing fails the node. ' +
        'Default: the mask that the latent carries.',
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
      fromModel: 'guidance',
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
      advanced: true,
    },
    noise: {
      kind: 'choice',
      options: ['float32', 'bfloat16', 'comfyui'],
      default: 'float32',
      title: 'Noise',
      tooltip:
        'bfloat16: as diffusers draws it for a bfloat16 model. comfyui: float32, layers in the order of ComfyUI.',
      advanced: true,
    },
    addNoise: {
      kind: 'boolean',
      default: true,
      title: 'Add noise',
      tooltip: 'Off for a latent of a "Denoise" that kept its noise, to go on with it.',
      advanced: true,
    },
    sampler: SAMPLER,
    maskRule: {
      kind: 'choice',
      options: ['diffusers', 'comfyui'],
      default: 'diffusers',
      title: 'Mask rule',
      tooltip:
        'diffusers: after every step the original comes back where the mask is darker than half grey. ' +
        'comfyui: in every prediction of the model, by as much as the mask is dark.',
      advanced: true,
    },
    parity: PARITY,
    stepCache: STEP_CACHE,
    stepCacheThreshold: STEP_CACHE_THRESHOLD,
  },
  outputs: { latent: { socket: LATENT, title: 'Latent' } },
  async foresee({ transformer: alone, latent, positive, negative, control, schedule, stepCache }, ctx) {
    refuseShortSchedule(stepCache, knownSteps(schedule));
    const controls = [...knownControls(control), ...[alone, positive, negative].flatMap(carriedControls)];
    const nets = controls.map(({ controlNet }) => controlNet);
    const transformer = knownWithBuiltIn(alone, nets);
    const known = fittedFacts(knownLatent(latent), transformer);
    checkFit({ transformer, vae: known?.vae, conditionings: [positive, negative], controlNets: nets });
    // The transformer keeps its memory while the VAE decodes. A damaged VAE is the concern of the node that decodes.
    const vae = await checkComponents({ vae: known?.vae }, ctx).then(
      () => known?.vae,
      () => undefined,
    );
    await checkComponents({ transformer, vae }, ctx, known);
    return { latent: known };
  },
  async expect({ transformer, latent, schedule, guidance, sampler, stepCache, ...known }, ctx) {
    const size = fittedFacts(knownLatent(latent), transformer);
    const pixels = size && stepPixels(size, known.positive);
    const steps = knownSteps(schedule);
    // The time of a ControlNet is not known, nor how many steps a cache skips.
    const carried = [transformer, known.positive, known.negative].flatMap(carriedControls);
    const isControlled = 'control' in known || carried.length > 0;
    const isUnknown = isControlled || stepCache !== 'off' || sampler === undefined;
    if (pixels === undefined || steps === undefined || isUnknown) return undefined;
    const isGuided = 'negative' in known && !(typeof guidance === 'number' && guidance <= 1);
    const passes = [known.positive, ...(isGuided ? [known.negative] : [])].map(tokensOf);
    const evaluations = steps * (samplerNamed(sampler as SamplerName).evaluations ?? 1);
    return expectedSeconds(ctx, 'denoiseStep', transformer, { ...pixels, passes }, evaluations);
  },
  async expand(inputs, ctx) {
    const { transformer, latent, schedule, noise, addNoise, parity, maskRule, stepCache } = inputs;
    refuseShortSchedule(stepCache, stepCount(schedule));
    const timesteps = Array.from({ length: stepCount(schedule) }, (_, index) => modelTimestep(schedule, index));
    // A hint: the family may prepare for all steps at once. Without it the result is the same.
    ctx
      .use(INFERENCE)
      .request('expectTimesteps', { timesteps })
      .catch(() => {});
    const isGiven = ctx.given('mask');
    // A given mask is checked by the first node of the loop.
    if (!isGiven && latent.mask && maskRule === 'diffusers') await checkMask(latent.mask, latent, ctx);
    const own = parity === 'comfyui' ? transformer.samplingSigmas?.shift : undefined;
    return denoiseLoop({
      ...inputs,
      noise: addNoise ? noise : 'none',
      shift: schedule.shift ?? own ?? 1,
      isControlled: ctx.given('control'),
      isUnfit: isUnfit(latent, transformer),
      ...(isGiven || latent.mask ? { masking: { rule: maskRule, isGiven } } : {}),
    });
  },
});
