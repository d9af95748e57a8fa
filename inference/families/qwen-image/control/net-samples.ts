/** The samples that a net gives for the prompts of a step. */
import type { Conditioning } from '../../../diffusion/velocity-predictor.ts';
import { InferenceError } from '../../../errors.ts';
import type { Tensor } from '../../../tensor.ts';
import { type ControlRequest, type StepRequest, strengthsOf } from '../../requests.ts';
import { controlSamples } from '../controlnet/control-samples.ts';
import type { ScaledSamples } from '../controlnet/residuals.ts';
import { funControl } from '../fun-control/control.ts';
import { FUN_FEATURES } from '../fun-control/open.ts';
import { sequencePart } from '../../../transformer/sequence-part.ts';
import type { QwenImageLoaded } from '../models.ts';
import { placementOf, sidesOf } from '../transformer/placement/place-references.ts';
import { controlTokens, withMask } from './control-tokens.ts';

/** Samples [image tokens, width], not scaled: by prompt, then by block of the net. */
type Samples = readonly (readonly Tensor<'float32'>[])[];

export interface NetSamples extends Pick<ScaledSamples, 'acts'> {
  readonly samples: Samples;
}

export interface NetPasses {
  /** Those of the step that follow the control. */
  readonly prompts: readonly Conditioning[];
  /** Timesteps whose modulation is computed at once. */
  readonly expected: readonly number[];
}

/** @throws InferenceError of a net that cannot be loaded or does not fit. */
export async function netSamples(
  loaded: QwenImageLoaded,
  step: StepRequest,
  control: ControlRequest,
  { prompts, expected }: NetPasses,
): Promise<NetSamples> {
  const net = await loaded.get('ControlNet', control.controlNet);
  switch (net.kind) {
    case 'instantx': {
      await net.prepare(expected);
      const latents = net.config.takesMask ? withMask(control) : control.latents;
      const samplesOf = (positive: Conditioning) => controlSamples(net, { ...step, positive }, latents);
      return { acts: 'throughout', samples: await byPrompt(step, prompts, samplesOf) };
    }
    case 'fun':
      return { acts: 'once', samples: await funSamples(loaded, step, control, prompts, net.config.width) };
    case 'patch':
      throw notBuiltIn(control.controlNet.dir);
  }
}

/**
 * As diffusers has it, computed with the positive prompt, and added in both passes; ComfyUI computes them with each
 * prompt.
 */
async function byPrompt(
  { positive, parity }: StepRequest,
  prompts: readonly Conditioning[],
  samplesOf: (prompt: Conditioning) => Promise<Samples[number]>,
): Promise<Samples> {
  const samples: Samples[number][] = [];
  for (const prompt of parity === 'comfyui' ? prompts : [positive]) samples.push(await samplesOf(prompt));
  return prompts.map((_, i) => samples[i] ?? (samples[0] as Samples[number]));
}

/** As in the reference: computed with each prompt. */
async function funSamples(
  loaded: QwenImageLoaded,
  { latents, timestep, transformer, parity }: StepRequest,
  control: ControlRequest,
  prompts: readonly Conditioning[],
  width: number,
): Promise<Samples> {
  const stem = await loaded.get('first layers of the transformer', transformer);
  const { config } = stem;
  if (config.width !== width) throw otherWidth(control.controlNet.dir, width, transformer.dir, config.width);
  const target = sequencePart(config, 'latents', latents, sidesOf(parity));
  const begun = [];
  for (const { embeds } of prompts)
    begun.push(await stem.run(target.tokens, embeds, timestep, strengthsOf(transformer)));
  // Asked for again: loading the first layers may have released it.
  const net = await loaded.get('ControlNet', control.controlNet);
  if (net.kind !== 'fun') throw new Error('unreachable: one file is one kind of net');
  const tokens = controlTokens(funControl(control), FUN_FEATURES, parity);
  const samples = [];
  const grids = { grids: target.grids, placement: placementOf(config, target, [], { parity }) };
  for (const streams of begun) samples.push(await net.samples({ ...streams, control: tokens, ...grids }));
  return samples;
}

function otherWidth(file: string, width: number, transformer: string, received: number): InferenceError {
  return new InferenceError(
    'invalid-input',
    `${file} is made for another transformer: for one of width ${width}, but ${transformer} has ${received}`,
    { file, field: 'controlNet', expected: String(received), received: String(width) },
  );
}

function notBuiltIn(file: string): InferenceError {
  return new InferenceError('invalid-input', `${file} is a patch: it works within a transformer, not beside it`, {
    file,
    field: 'controlNet',
    expected: 'a ControlNet, or a patch with "isBuiltIn"',
    received: 'a patch without "isBuiltIn"',
  });
}
