/** The velocities of the prompts of one step, with a step cache or without. */
import { InferenceError } from '../../errors.ts';
import { finite } from '../../finite.ts';
import { type Pulse, pulseOfPart } from '../../pulse.ts';
import type { Tensor } from '../../tensor.ts';
import type { Conditioning, StartedPass, VelocityPredictor } from '../velocity-predictor.ts';
import {
  expectedChange,
  NOTHING_KNOWN,
  type PassMemory,
  probeOf,
  relativeChange,
  remember,
  type StepCacheOptions,
  type StepMemory,
} from './step-cache.ts';

export interface StepCacheUse extends StepCacheOptions {
  /** Of the step before. */
  readonly memory: StepMemory;
}

/** A prompt, and the name of its velocity in messages. */
export interface Pass {
  readonly name: string;
  readonly conditioning: Conditioning;
}

export interface Velocities {
  /** In the order of the passes, as the predictor gives them. */
  readonly velocities: readonly Tensor<'float32'>[];
  readonly memory: StepMemory;
}

export interface PassOptions {
  /** Noise level of the step. */
  readonly sigma: number;
  readonly cache: StepCacheUse | undefined;
  /** Called within and after each pass. */
  readonly pulse: Pulse;
}

/**
 * Predicts one velocity for each pass. All passes skip blocks, or none: guidance multiplies their difference.
 * @throws InferenceError those of the predictor; `not-finite`; `invalid-input` for a cache with a family that has no
 *   first block to watch.
 */
export async function predictPasses(
  predictor: VelocityPredictor,
  passes: readonly Pass[],
  { cache, ...options }: PassOptions,
): Promise<Velocities> {
  if (cache) return cachedPasses(predictor, passes, cache, options);
  const velocities: Tensor<'float32'>[] = [];
  for (const [i, { name, conditioning }] of passes.entries()) {
    const pulse = pulseOfPart(options.pulse, i, passes.length);
    velocities.push(finite(name, await predictor.predict(conditioning, pulse)));
  }
  return { velocities, memory: NOTHING_KNOWN };
}

async function cachedPasses(
  predictor: VelocityPredictor,
  passes: readonly Pass[],
  { memory, ...cache }: StepCacheUse,
  { sigma, pulse }: Omit<PassOptions, 'cache'>,
): Promise<Velocities> {
  if (!predictor.start) throw noFirstBlock();
  const started: StartedPass[] = [];
  for (const { conditioning } of passes) started.push(await predictor.start(conditioning));
  const probes = started.map(({ firstChange }) => probeOf(firstChange));
  const skips =
    memory.passes.length === passes.length &&
    memory.passes.every(({ probe }, i) => relativeChange(probe, probes[i] as Tensor<'float32'>) < cache.threshold);
  const velocities: Tensor<'float32'>[] = [];
  const remembered: PassMemory[] = [];
  for (const [i, pass] of started.entries()) {
    const known = memory.passes[i];
    const { name } = passes[i] as Pass;
    if (skips && known) {
      velocities.push(finite(name, await pass.finishWith(expectedChange(cache, known, sigma))));
      continue;
    }
    const { velocity, change } = await pass.finish(pulseOfPart(pulse, i, passes.length));
    velocities.push(finite(name, velocity));
    remembered.push(remember(cache, known, { sigma, probe: probes[i] as Tensor<'float32'>, change }));
  }
  return { velocities, memory: skips ? memory : { passes: remembered } };
}

function noFirstBlock(): InferenceError {
  return new InferenceError('invalid-input', 'Models of this family have no step cache: set "Step cache" to off', {
    field: 'stepCache',
    expected: 'off',
  });
}
