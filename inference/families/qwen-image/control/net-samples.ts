/** The samples that a net gives for the prompts of a step. */
import type { Conditioning } from '../../../diffusion/denoise-step.ts';
import { InferenceError } from '../../../errors.ts';
import type { Tensor } from '../../../tensor.ts';
import type { ControlRequest, StepRequest } from '../../requests.ts';
import { controlSamples } from '../controlnet/control-samples.ts';
import type { ScaledSamples } from '../controlnet/residuals.ts';
import type { QwenImageLoaded } from '../models.ts';
import { withMask } from './control-tokens.ts';

export interface NetSamples extends Pick<ScaledSamples, 'acts'> {
  /** By prompt, then by block of the net: [image tokens, width], not scaled. */
  readonly samples: readonly (readonly Tensor<'float32'>[])[];
}

/** @throws InferenceError of a net that cannot be loaded or does not fit. */
export async function netSamples(
  loaded: QwenImageLoaded,
  step: StepRequest,
  control: ControlRequest,
  prompts: readonly Conditioning[],
): Promise<NetSamples> {
  const net = await loaded.get('ControlNet', control.controlNet);
  if (net.kind === 'patch') throw notBuiltIn(control.controlNet.dir);
  // As in the reference: computed with the positive prompt, and added in both passes.
  const samples = await controlSamples(net, step, net.config.takesMask ? withMask(control) : control.latents);
  return { acts: 'throughout', samples: prompts.map(() => samples) };
}

function notBuiltIn(file: string): InferenceError {
  return new InferenceError('invalid-input', `${file} is a patch: it works within a transformer, not beside it`, {
    file,
    field: 'controlNet',
    expected: 'a ControlNet, or a patch with "isBuiltIn"',
    received: 'a patch without "isBuiltIn"',
  });
}
