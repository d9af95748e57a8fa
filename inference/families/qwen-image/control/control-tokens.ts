/** The picture that a control follows, as latents with its mask, and as tokens. */
import type { Parity } from '../../../diffusion/parity.ts';
import { latentMask } from '../../../image/mask.ts';
import { image } from '../../../tensor-shape.ts';
import type { Tensor } from '../../../tensor.ts';
import type { ControlRequest } from '../../requests.ts';
import { withKeptMask } from '../controlnet/control-samples.ts';
import { sequencePart } from '../../../transformer/sequence-part.ts';
import { sidesOf } from '../transformer/placement/place-references.ts';
import { PATCH } from '../transformer/open.ts';

/** The control picture with its mask, if it has one, as one more channel. */
export function withMask({ latents, mask, scale }: ControlRequest): Tensor<'float32'> {
  if (!mask) return latents;
  const { height, width } = image(latents, 'control');
  return withKeptMask(latents, latentMask(mask, height, width, scale));
}

/**
 * @param control [1, channels, rows, columns].
 * @param features of a token.
 * @returns [tokens, features].
 * @throws InferenceError `invalid-input` for another number of channels; `tensor-mismatch` for other axes, or sides
 *   that patches do not tile, unless they wrap as in ComfyUI.
 */
export function controlTokens(control: Tensor<'float32'>, features: number, parity?: Parity): Tensor<'float32'> {
  return sequencePart({ patchSize: PATCH, inChannels: features }, 'control', control, sidesOf(parity)).tokens;
}
