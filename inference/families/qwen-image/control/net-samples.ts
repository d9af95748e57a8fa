/** The samples that a net gives for the prompts of a step. */
import type { Conditioning } from '../../../diffusion/denoise-step.ts';
import { latentMask } from '../../../image/mask.ts';
import { image } from '../../../tensor-shape.ts';
import type { Tensor } from '../../../tensor.ts';
import type { ControlRequest, StepRequest } from '../../requests.ts';
import { controlSamples, withKeptMask } from '../controlnet/control-samples.ts';
import type { ScaledSamples } from '../controlnet/residuals.ts';
import type { QwenImageLoaded } from '../models.ts';

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
  // As in the reference: computed with the positive prompt, and added in both passes.
  const samples = await controlSamples(net, step, net.config.takesMask ? withMask(control) : control.latents);
  return { acts: 'throughout', samples: prompts.map(() => samples) };
}

/** The control picture with its mask as one more channel. */
export function withMask({ latents, mask, scale }: ControlRequest): Tensor<'float32'> {
  if (!mask) return latents;
  const { height, width } = image(latents, 'control');
  return withKeptMask(latents, latentMask(mask, height, width, scale));
}
