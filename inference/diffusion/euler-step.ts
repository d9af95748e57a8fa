/**
 * One step of Euler's method along the flow, and an estimate of its end. In flow matching the noisy latents are
 * x = (1 - sigma) * clean + sigma * noise and the model predicts the velocity v = noise - clean, hence
 * dx/dsigma = v and clean = x - sigma * v.
 *
 * Sources: Y. Lipman et al., "Flow Matching for Generative Modeling", 2022; diffusers `step` in
 * scheduling_flow_match_euler_discrete.py. Everything in float32.
 */
import { checkSameShape } from '../tensor-shape.ts';
import { float32, type Tensor } from '../tensor.ts';

/**
 * Latents at sigma `next` from latents and velocity at sigma `current`, all of one shape.
 * @throws InferenceError `tensor-mismatch` when the shapes differ.
 */
export function eulerStep(
  latents: Tensor<'float32'>,
  velocity: Tensor<'float32'>,
  current: number,
  next: number,
): Tensor<'float32'> {
  return along(latents, velocity, Math.fround(next - current));
}

/**
 * The clean latents that the velocity points to: the model's estimate of the picture at this step, for previews.
 * @param sigma noise level of `latents`
 * @throws InferenceError `tensor-mismatch` when the shapes differ.
 */
export function cleanEstimate(
  latents: Tensor<'float32'>,
  velocity: Tensor<'float32'>,
  sigma: number,
): Tensor<'float32'> {
  return along(latents, velocity, -sigma);
}

/** latents + distance * velocity. */
function along(latents: Tensor<'float32'>, velocity: Tensor<'float32'>, distance: number): Tensor<'float32'> {
  checkSameShape('velocity', latents, velocity);
  const moved = latents.data.map((value, i) => value + Math.fround(distance * (velocity.data[i] as number)));
  return float32(moved, latents.dims);
}
