/**
 * Pictures as the VAE sees them, float32 [batch, channels, height, width] in [-1, 1], and as files hold them, 8-bit
 * values in the order row, column, channel. Source: diffusers `VaeImageProcessor`, image_processor.py.
 */
import { roundHalfToEven } from '../rounding.ts';
import { image } from '../tensor-shape.ts';
import { float32, type Tensor } from '../tensor.ts';

/** A picture of 8-bit values. */
export interface PixelImage {
  readonly width: number;
  readonly height: number;
  /** 3 for RGB, 4 for RGBA. */
  readonly channels: number;
  /** height * width * channels values: row, column, channel. */
  readonly data: Uint8Array;
}

/**
 * The pictures of a decoded batch: x to round(255 * (x / 2 + 0.5)), clamped; halves round to even, as numpy does.
 * @param decoded [batch, channels, height, width] in [-1, 1]
 * @throws InferenceError `tensor-mismatch` for other axes.
 */
export function tensorToImages(decoded: Tensor<'float32'>): readonly PixelImage[] {
  const { batch, channels, height, width } = image(decoded, 'image');
  const plane = height * width;
  return Array.from({ length: batch }, (_value, index) => {
    const data = new Uint8Array(plane * channels);
    for (let c = 0; c < channels; c++) {
      const source = decoded.data.subarray((index * channels + c) * plane, (index * channels + c + 1) * plane);
      for (let i = 0; i < plane; i++) data[i * channels + c] = toByte(source[i] as number);
    }
    return { width, height, channels, data };
  });
}

/**
 * A picture as the VAE encoder takes it: byte v to 2 * (v / 255) - 1.
 * @returns [1, channels, height, width] in [-1, 1]
 */
export function imageToTensor({ width, height, channels, data }: PixelImage): Tensor<'float32'> {
  const plane = height * width;
  const values = new Float32Array(plane * channels);
  for (let c = 0; c < channels; c++) {
    for (let i = 0; i < plane; i++) {
      values[c * plane + i] = 2 * Math.fround((data[i * channels + c] as number) / 255) - 1;
    }
  }
  return float32(values, [1, channels, height, width]);
}

function toByte(value: number): number {
  const unit = Math.min(Math.max(Math.fround(value / 2 + 0.5), 0), 1);
  return roundHalfToEven(Math.fround(unit * 255));
}
