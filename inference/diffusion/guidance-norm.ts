/**
 * ComfyUI's CFGNorm: what guidance adds to the length of a pixel, the vector of its channels, is taken back, so that
 * strong guidance does not over-saturate. Unlike the rescaling of diffusers it goes by pixels of the latents, not by
 * tokens.
 * Source: ComfyUI `CFGNorm`, comfy_extras/nodes_cfg.py.
 */
import { image } from '../tensor-shape.ts';
import { float32, type Tensor } from '../tensor.ts';
import { cleanEstimate } from './euler-step.ts';
import type { Latents } from './samplers/sampler.ts';

export interface GuidanceNorm {
  /** `estimate`: a factor on the clean estimate. `guidance`: the share that is rescaled; 0 is plain guidance. */
  readonly strength: number;
  /**
   * `estimate`: clean estimates become no longer than without guidance, and are multiplied by the strength; also
   * without guidance. `guidance`: velocities become as long as without guidance.
   */
  readonly of: 'estimate' | 'guidance';
}

/** The velocity of a step in latents [frames, channels, rows, columns]. */
export interface GuidedVelocity {
  /** Noisy latents. */
  readonly latents: Latents;
  /** Their noise level, above 0. */
  readonly sigma: number;
  readonly guided: Latents;
  /** Of the positive prompt alone. */
  readonly positive: Latents;
}

/** The guided velocity after norms, in their order; `guidance` ones first. */
export function normalised(velocity: GuidedVelocity, norms: readonly GuidanceNorm[]): Latents {
  const { latents, sigma, positive } = velocity;
  let { guided } = velocity;
  for (const { strength } of norms.filter(({ of }) => of === 'guidance')) guided = asLong(guided, positive, strength);
  const ofEstimate = norms.filter(({ of }) => of === 'estimate');
  if (ofEstimate.length === 0) return guided;
  const unguided = cleanEstimate(latents, positive, sigma);
  let clean = cleanEstimate(latents, guided, sigma);
  for (const { strength } of ofEstimate) clean = noLonger(clean, unguided, strength);
  const data = latents.data.map((value, i) => (value - (clean.data[i] as number)) / sigma);
  return float32(data, latents.dims);
}

function asLong(guided: Latents, positive: Latents, strength: number): Latents {
  return scaled(guided, positive, (length, other) => {
    const factor = length > 0 ? other / Math.max(length, 1e-12) : 1;
    return strength * factor + (1 - strength);
  });
}

function noLonger(clean: Latents, unguided: Latents, strength: number): Latents {
  return scaled(clean, unguided, (length, other) => strength * Math.min(1, other / (length + 1e-8)));
}

/** Each pixel times a factor of its length and that of the same pixel of other latents. */
function scaled(
  latents: Tensor<'float32'>,
  others: Tensor<'float32'>,
  factor: (length: number, other: number) => number,
): Latents {
  const { batch, channels, height, width } = image(latents, 'latents');
  const plane = height * width;
  const data = new Float32Array(latents.data.length);
  for (let frame = 0; frame < batch; frame += 1) {
    const start = frame * channels * plane;
    for (let pixel = start; pixel < start + plane; pixel += 1) {
      const by = factor(lengthOf(latents.data, pixel, channels, plane), lengthOf(others.data, pixel, channels, plane));
      for (let c = 0; c < channels; c += 1) data[pixel + c * plane] = (latents.data[pixel + c * plane] as number) * by;
    }
  }
  return float32(data, latents.dims);
}

function lengthOf(values: Float32Array, first: number, channels: number, plane: number): number {
  let sum = 0;
  for (let c = 0; c < channels; c += 1) sum += (values[first + c * plane] as number) ** 2;
  return Math.sqrt(sum);
}
