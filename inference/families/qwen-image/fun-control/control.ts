/**
 * The control of a Fun ControlNet: 16 channels of the control picture, the mask (1 is kept), and 16 channels of the
 * picture to paint in. Without a picture to paint in, mask and picture are zeros.
 * Source: VideoX-Fun videox_fun/pipeline/pipeline_qwenimage_control.py.
 */
import { latentMask } from '../../../image/mask.ts';
import { InferenceError } from '../../../errors.ts';
import { checkSameShape, image } from '../../../tensor-shape.ts';
import { float32, type Tensor } from '../../../tensor.ts';
import type { ControlRequest } from '../../requests.ts';

/**
 * @returns [1, 2 * channels + 1, rows, columns].
 * @throws InferenceError `invalid-input` for a mask without a picture or the other way round; `tensor-mismatch` for
 *   latents of other axes, or pictures of two sizes.
 */
export function funControl({ latents, mask, picture, scale }: ControlRequest): Tensor<'float32'> {
  const { channels, height, width } = image(latents, 'control');
  const data = new Float32Array((2 * channels + 1) * height * width);
  data.set(latents.data);
  if ((picture === undefined) !== (mask === undefined)) throw halfGiven(picture ? 'mask' : 'picture');
  if (picture && mask) {
    checkSameShape('picture to paint in', latents, picture);
    const kept = latentMask(mask, height, width, scale).map((painted) => 1 - painted);
    data.set(kept, latents.data.length);
    data.set(picture.data, latents.data.length + kept.length);
  }
  return float32(data, [1, 2 * channels + 1, height, width]);
}

function halfGiven(missing: 'mask' | 'picture'): InferenceError {
  const message = `A Fun ControlNet paints in a picture with a mask: the ${missing} is missing`;
  return new InferenceError('invalid-input', message, { field: missing, expected: `a ${missing}`, received: 'none' });
}
