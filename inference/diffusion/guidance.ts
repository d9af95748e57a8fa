/**
 * True classifier-free guidance. The predictions for the prompt and for the negative prompt become one that moves away
 * from the second. It is rescaled token by token to the length of the first, so that strong guidance does not
 * over-saturate.
 *
 *     combined = negative + scale * (positive - negative)
 *     velocity = combined * |positive| / |combined|        norms over the features of each token
 *
 * Sources: J. Ho and T. Salimans, "Classifier-Free Diffusion Guidance", 2022; the loop of pipeline_qwenimage.py. The
 * layered pipeline leaves the second line out unless asked (`cfg_normalize`).
 */
import { checkSameShape } from '../tensor-shape.ts';
import { float32, type Tensor } from '../tensor.ts';

export interface GuidanceOptions {
  /** Guidance scale; 1 gives the positive prediction back. The reference runs guidance for scales above 1 only. */
  readonly scale: number;
  /** Rescale each token to the norm of the positive prediction; default true. */
  readonly rescale?: boolean;
}

/**
 * Combines two velocities whose last axis holds the features of a token. A token whose combination is all zeros stays
 * so; the reference would divide by 0.
 * @throws InferenceError `tensor-mismatch` when the shapes differ.
 */
export function guide(
  positive: Tensor<'float32'>,
  negative: Tensor<'float32'>,
  options: GuidanceOptions,
): Tensor<'float32'> {
  checkSameShape('negative velocity', positive, negative);
  const { scale, rescale = true } = options;
  const combined = positive.data.map((value, index) => {
    const origin = negative.data[index] as number;
    return origin + Math.fround(scale * Math.fround(value - origin));
  });
  const features = positive.dims.at(-1);
  if (rescale && features !== undefined) rescaleTokens(combined, positive.data, features);
  return float32(combined, positive.dims);
}

function rescaleTokens(combined: Float32Array, positive: Float32Array, features: number): void {
  for (let start = 0; start < combined.length; start += features) {
    const token = combined.subarray(start, start + features);
    const norm = euclideanNorm(token);
    if (norm === 0) continue;
    const factor = Math.fround(euclideanNorm(positive.subarray(start, start + features)) / norm);
    for (const [index, value] of token.entries()) token[index] = value * factor;
  }
}

function euclideanNorm(values: Float32Array): number {
  return Math.fround(Math.sqrt(values.reduce((sum, value) => sum + value * value, 0)));
}
