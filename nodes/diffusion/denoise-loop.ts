/** The chain of nodes that a denoise node stands for: noise, then one node for each step, and masks between them. */
import type { Expansion, ExpansionInput, ExpansionNode, OutputDefinition } from '../../engine/graph/define.ts';
import {
  modelTimestep,
  type Parity,
  type SamplerName,
  samplerNamed,
  type Schedule,
  sigmaAt,
  signalAtEnd,
  stepCount,
} from '../../inference/index.ts';
import type { Latent } from '../sockets.ts';
import { asksForNegative } from './sampler-inputs.ts';

export interface DenoiseLoop {
  readonly schedule: Schedule;
  readonly seed: string;
  readonly guidance: number;
  readonly rescale: boolean;
  readonly noise: string;
  readonly sampler: SamplerName;
  readonly parity: Parity;
  /** Of the schedule, or of the model. */
  readonly shift: number;
  readonly stepCache: string;
  readonly stepCacheThreshold: number;
  readonly isControlled: boolean;
  /** Whether the latent is empty and in the form of another transformer. */
  readonly isUnfit: boolean;
  /** None: every part is painted. */
  readonly masking?: LoopMask;
}

export interface LoopMask {
  /** Whose rule: see the input of the denoise node. */
  readonly rule: 'diffusers' | 'comfyui';
  /** Whether it is the mask of the denoise node, not that of its latent. */
  readonly isGiven: boolean;
}

const fromParent = (parentInput: string): ExpansionInput => ({ parentInput });

const FIT: ExpansionNode = {
  type: 'fit-empty-latent',
  inputs: { latent: fromParent('latent'), transformer: fromParent('transformer') },
};

/** The latent that the loop starts from. */
function originalOf({ isUnfit }: DenoiseLoop): ExpansionInput {
  return isUnfit ? { node: 'fit', output: 'latent' } : fromParent('latent');
}

/** Inputs of the expansion are those of the denoise node. */
export function denoiseLoop(loop: DenoiseLoop): Expansion<{ readonly latent: OutputDefinition<Latent> }> {
  const { schedule, seed, noise, masking: mask, isUnfit } = loop;
  if (stepCount(schedule) === 0) return { nodes: isUnfit ? { fit: FIT } : {}, outputs: { latent: originalOf(loop) } };
  const steps = Array.from({ length: stepCount(schedule) }, (_, index) => `step-${index + 1}`);
  const keepsBetween = mask?.rule === 'diffusers';
  const givenMask: Readonly<Record<string, ExpansionInput>> = mask?.isGiven ? { mask: fromParent('mask') } : {};
  const nodes: Record<string, ExpansionNode> = {
    ...(isUnfit ? { fit: FIT } : {}),
    noise: {
      type: 'add-noise',
      inputs: {
        latent: originalOf(loop),
        seed: { literal: seed },
        sigma: { literal: sigmaAt(schedule, 0) },
        noise: { literal: noise },
        ...(keepsBetween ? givenMask : {}),
      },
    },
  };
  const after = (index: number): ExpansionInput => ({
    node: index < 0 ? 'noise' : keepsBetween ? `keep-${index + 1}` : `step-${index + 1}`,
    output: 'latent',
  });
  for (const [index, step] of steps.entries()) {
    nodes[step] = { type: 'denoise-step', inputs: { ...stepInputs(loop, index), latent: after(index - 1) } };
    if (!keepsBetween) continue;
    nodes[`keep-${index + 1}`] = {
      type: 'keep-outside',
      inputs: {
        latent: { node: step, output: 'latent' },
        original: originalOf(loop),
        ...givenMask,
        seed: { literal: seed },
        sigma: { literal: sigmaAt(schedule, index + 1) },
        noise: { literal: noise },
      },
    };
  }
  const signal = signalAtEnd(schedule);
  if (signal === 1) return { nodes, outputs: { latent: after(steps.length - 1) }, steps };
  nodes['leave'] = {
    type: 'scale-latent',
    inputs: { latent: after(steps.length - 1), factor: { literal: 1 / signal } },
  };
  return { nodes, outputs: { latent: { node: 'leave', output: 'latent' } }, steps };
}

/** The sigmas that a run lies between, as inputs of its steps. */
function rangeOf({ sigmas }: Schedule): Record<string, ExpansionInput> {
  const above = sigmas.filter((sigma) => sigma > 0);
  return { lowSigma: { literal: Math.min(...above) }, highSigma: { literal: Math.max(...above) } };
}

/** Inputs of a step but its latent. */
function stepInputs(loop: DenoiseLoop, index: number): Record<string, ExpansionInput> {
  const { schedule, seed, guidance, rescale, noise, sampler, parity, masking: mask } = loop;
  const { shift, stepCache, stepCacheThreshold, isControlled } = loop;
  const count = stepCount(schedule);
  const isSeeded = sampler !== 'euler' || mask?.rule === 'comfyui';
  return {
    transformer: fromParent('transformer'),
    positive: fromParent('positive'),
    ...(asksForNegative(loop) ? { negative: fromParent('negative') } : {}),
    guidance: { literal: guidance },
    rescale: { literal: rescale },
    ...(parity === 'comfyui' ? { parity: { literal: parity } } : {}),
    sigma: { literal: sigmaAt(schedule, index) },
    nextSigma: { literal: sigmaAt(schedule, index + 1) },
    timestep: { literal: modelTimestep(schedule, index) },
    ...(isSeeded ? { seed: { literal: seed } } : {}),
    ...(sampler === 'euler'
      ? {}
      : {
          sampler: { literal: sampler },
          ...(samplerNamed(sampler).usesBrownianPath ? rangeOf(schedule) : {}),
          stepsLeft: { literal: count - 1 - index },
          shift: { literal: shift },
          ...(index > 0 ? { samplerMemory: { node: `step-${index}`, output: 'samplerMemory' } } : {}),
        }),
    ...(mask?.rule === 'comfyui'
      ? {
          original: originalOf(loop),
          noise: { literal: noise },
          ...(mask.isGiven ? { mask: fromParent('mask') } : {}),
        }
      : {}),
    ...(stepCache === 'off'
      ? {}
      : {
          stepCache: { literal: stepCache },
          stepCacheThreshold: { literal: stepCacheThreshold },
          ...(index > 0 ? { memory: { node: `step-${index}`, output: 'memory' } } : {}),
        }),
    ...(isControlled
      ? {
          control: fromParent('control'),
          begin: { literal: index / count },
          end: { literal: (index + 1) / count },
        }
      : {}),
  };
}
