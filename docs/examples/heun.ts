/**
 * A sampler as a node pack: Heun's method, which is of second order and asks the model twice a step. Needs no checkout
 * and no build step:
 *
 *     npx inkloom run heun.json --nodes heun.ts
 *
 * From code: `new NodeRegistry([...standardNodes, ...nodes])`.
 *
 * Source: T. Karras et al., "Elucidating the Design Space of Diffusion-Based Generative Models", 2022, algorithm 1,
 * without added noise.
 */
import {
  checkComponents,
  CONDITIONING,
  DEFAULTS,
  defineNode,
  type ExpansionInput,
  type ExpansionNode,
  float32,
  INFERENCE,
  knownLatent,
  LATENT,
  modelProfile,
  modelTimestep,
  SCHEDULE,
  sigmaAt,
  stepCount,
  TRANSFORMER,
} from 'inkloom';

const SIGMA = { kind: 'float', min: 0, max: 1 } as const;
const GUIDANCE = { kind: 'float', min: 0, max: 100, step: 0.1, default: DEFAULTS.guidance, title: 'Guidance' } as const;

/** One step. Every step is a node, so each is kept, and an interrupted run continues where it stopped. */
export const heunStep = defineNode({
  type: 'heun/step',
  version: 1,
  title: 'Heun step',
  category: 'sampling',
  description: 'Steps from one sigma to the next along the mean of the velocities at both ends.',
  inputs: {
    transformer: { kind: 'socket', socket: TRANSFORMER, title: 'Transformer' },
    latent: { kind: 'socket', socket: LATENT, title: 'Latent' },
    positive: { kind: 'socket', socket: CONDITIONING, title: 'Positive' },
    negative: { kind: 'socket', socket: CONDITIONING, optional: true, title: 'Negative' },
    guidance: GUIDANCE,
    sigma: SIGMA,
    nextSigma: SIGMA,
    timestep: { ...SIGMA, tooltip: 'Noise level that the model is told at sigma.' },
    nextTimestep: { ...SIGMA, tooltip: 'Noise level that the model is told at the next sigma.' },
  },
  outputs: { latent: { socket: LATENT, title: 'Latent' } },
  lane: 'inference',
  affinity: ({ transformer }) => transformer.dir,
  fingerprint: modelProfile,
  async run({ latent, transformer, positive, negative, guidance, ...at }, ctx) {
    const { sigma, nextSigma, timestep, nextTimestep } = at;
    const condition = { transformer, positive, ...(negative ? { negative } : {}), guidance: { scale: guidance } };
    const step = (latents: typeof latent.samples, sigmas: Pick<typeof at, 'sigma' | 'nextSigma' | 'timestep'>) =>
      ctx.use(INFERENCE).request('denoiseStep', { ...condition, latents, ...sigmas }, { signal: ctx.signal });

    const first = await step(latent.samples, { sigma, nextSigma, timestep });
    const { preview } = first;
    ctx.progress(1, 2, preview && { width: preview.width, height: preview.height, rgb: preview.data });
    // At sigma 0 there is no noise left to predict: the last step is Euler's.
    if (nextSigma === 0) return { latent: { ...latent, samples: first.latents } };

    // The service steps by Euler's method: x + d v. Two such steps of the same length d, halved, are Heun's:
    // x + d (v1 + v2) / 2 = (x + (x + d v1 + d v2)) / 2.
    const beyond = { sigma: nextSigma, nextSigma: 2 * nextSigma - sigma, timestep: nextTimestep };
    const { latents: second } = await step(first.latents, beyond);
    const mean = latent.samples.data.map((value, i) => (value + (second.data[i] as number)) / 2);
    return { latent: { ...latent, samples: float32(mean, second.dims) } };
  },
});

/** The loop: noise, then a chain of steps. */
export const heunDenoise = defineNode({
  type: 'heun/denoise',
  version: 1,
  title: 'Denoise (Heun)',
  category: 'sampling',
  description: 'Denoises with Heun steps: twice the time of Euler steps, and fewer of them are needed.',
  inputs: {
    transformer: { kind: 'socket', socket: TRANSFORMER, lazy: true, title: 'Transformer' },
    latent: { kind: 'socket', socket: LATENT, lazy: true, title: 'Latent' },
    positive: { kind: 'socket', socket: CONDITIONING, lazy: true, title: 'Positive' },
    negative: { kind: 'socket', socket: CONDITIONING, lazy: true, optional: true, title: 'Negative' },
    schedule: { kind: 'socket', socket: SCHEDULE, title: 'Schedule' },
    seed: { kind: 'seed', default: 0, title: 'Seed' },
    guidance: GUIDANCE,
  },
  outputs: { latent: { socket: LATENT, title: 'Latent' } },
  /** Before anything runs: the transformer can be loaded, and the picture fits into memory with it. */
  async foresee({ transformer, latent }, ctx) {
    await checkComponents({ transformer }, ctx, knownLatent(latent));
    return { latent };
  },
  expand({ schedule, seed, guidance }, ctx) {
    const isGuided = guidance > 1 && ctx.given('negative');
    const sigma = (index: number): ExpansionInput => ({ literal: sigmaAt(schedule, index) });
    const timestep = (index: number): ExpansionInput => ({ literal: modelTimestep(schedule, index) });
    const noise: ExpansionNode = {
      type: 'add-noise',
      inputs: { latent: { parentInput: 'latent' }, seed: { literal: seed }, sigma: sigma(0) },
    };
    const steps = Array.from({ length: stepCount(schedule) }, (_, index): [string, ExpansionNode] => [
      `step-${index + 1}`,
      {
        type: heunStep.type,
        inputs: {
          transformer: { parentInput: 'transformer' },
          latent: { node: index === 0 ? 'noise' : `step-${index}`, output: 'latent' },
          positive: { parentInput: 'positive' },
          ...(isGuided ? { negative: { parentInput: 'negative' } } : {}),
          guidance: { literal: guidance },
          sigma: sigma(index),
          nextSigma: sigma(index + 1),
          timestep: timestep(index),
          nextTimestep: timestep(index + 1),
        },
      },
    ]);
    return {
      nodes: { noise, ...Object.fromEntries(steps) },
      outputs: { latent: { node: `step-${steps.length}`, output: 'latent' } },
      steps: steps.map(([id]) => id),
    };
  },
});

export const nodes = [heunStep, heunDenoise];
