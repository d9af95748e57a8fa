/** The samples of a ControlNet for one step, computed with the positive prompt and added in both passes of guidance. */
import { image } from '../../../tensor-shape.ts';
import { float32, type Tensor } from '../../../tensor.ts';
import type { ControlNet } from './controlnet.ts';
import type { StepRequest } from '../../requests.ts';
import { sequencePart } from '../../../transformer/sequence-part.ts';
import { placementOf, sidesOf } from '../transformer/placement/place-references.ts';

/**
 * @param control normalised latents [1, channels, rows, columns] of the control picture. For inpainting, one more
 *   channel holds the mask: 1 is kept.
 * @throws InferenceError `invalid-input` when they do not fit the net or the latents.
 */
export function controlSamples(
  net: ControlNet,
  { latents, positive, timestep, parity }: StepRequest,
  control: Tensor<'float32'>,
): Promise<readonly Tensor<'float32'>[]> {
  const {
    blocks: { patchSize, inChannels },
    controlChannels,
  } = net.config;
  const sides = sidesOf(parity);
  const target = sequencePart({ patchSize, inChannels }, 'latents', latents, sides);
  const { tokens } = sequencePart({ patchSize, inChannels: controlChannels }, 'control', control, sides);
  return net.samples({
    latents: target.tokens,
    control: tokens,
    text: positive.embeds,
    timestep,
    grids: target.grids,
    placement: placementOf(net.config.blocks, target, [], { parity }),
  });
}

/**
 * The control of an inpainting ControlNet.
 * @param painted [rows * columns], 1 where the picture is painted anew.
 * @returns [1, channels + 1, rows, columns].
 * @throws InferenceError `tensor-mismatch` for latents of other axes.
 */
export function withKeptMask(latents: Tensor<'float32'>, painted: Float32Array): Tensor<'float32'> {
  const { channels, height, width } = image(latents, 'control');
  const data = new Float32Array(latents.data.length + painted.length);
  data.set(latents.data);
  data.set(
    painted.map((value) => 1 - value),
    latents.data.length,
  );
  return float32(data, [1, channels + 1, height, width]);
}
