/**
 * The noise a picture starts from, equal to that of the reference implementations for the same seed. Both draw the
 * whole batch at once in the order batch, channel, row, column:
 * - diffusers (`prepare_latents`, pipeline_qwenimage.py) draws in the data type of the model, so a bfloat16 run starts
 *   from noise rounded to bfloat16;
 * - ComfyUI (`prepare_noise`, comfy/sample.py) always draws float32. Frames of one picture, such as layers, lie within
 *   its channels there: see {@link framesFirst}.
 */
import { float32, type Tensor } from '../../tensor.ts';
import { checkSameShape, image } from '../../tensor-shape.ts';
import { roundToBfloat16 } from './bfloat16.ts';
import type { TorchGenerator } from './torch-generator.ts';

/** The implementation whose picture a seed gives: they differ in the rounding of noise and in the default schedule. */
export type Parity = 'diffusers' | 'comfyui';

/** Number format in which the reference runs the model. Inkloom itself computes in float32. */
export type ModelPrecision = 'float32' | 'bfloat16';

export interface LatentShape {
  readonly batch: number;
  readonly channels: number;
  /** In latent pixels. */
  readonly height: number;
  /** In latent pixels. */
  readonly width: number;
}

/** Draws initial latents [batch, channels, height, width], standard normal, from one generator. */
export function drawLatentNoise(
  generator: TorchGenerator,
  shape: LatentShape,
  parity: Parity = 'diffusers',
  precision: ModelPrecision = 'float32',
): Tensor<'float32'> {
  const { batch, channels, height, width } = shape;
  const drawn = generator.randn(batch * channels * height * width);
  const values = parity === 'diffusers' && precision === 'bfloat16' ? roundToBfloat16(drawn) : drawn;
  return float32(values, [batch, channels, height, width]);
}

/**
 * Values that were drawn frame after frame within each channel, as latents [frames, channels, height, width]. One frame
 * is returned as it is.
 */
export function framesFirst(drawn: Tensor<'float32'>): Tensor<'float32'> {
  const { batch: frames, channels, height, width } = image(drawn, 'noise');
  if (frames === 1) return drawn;
  const plane = height * width;
  const ordered = new Float32Array(drawn.data.length);
  for (let frame = 0; frame < frames; frame += 1)
    for (let channel = 0; channel < channels; channel += 1) {
      const from = (channel * frames + frame) * plane;
      ordered.set(drawn.data.subarray(from, from + plane), (frame * channels + channel) * plane);
    }
  return float32(ordered, drawn.dims);
}

/**
 * A latent at a noise level: sigma * noise + (1 - sigma) * latents, of one shape. Source: `scale_noise`,
 * scheduling_flow_match_euler_discrete.py.
 * @param sigma in [0, 1]; 1 is the noise itself.
 * @throws InferenceError `tensor-mismatch` when the shapes differ.
 */
export function mixNoise(latents: Tensor<'float32'>, noise: Tensor<'float32'>, sigma: number): Tensor<'float32'> {
  checkSameShape('noise', latents, noise);
  const level = Math.fround(sigma);
  const rest = Math.fround(1 - level);
  return float32(
    noise.data.map((value, i) => Math.fround(level * value) + Math.fround(rest * (latents.data[i] as number))),
    noise.dims,
  );
}
