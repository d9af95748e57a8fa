// Latents of a batch draw from one generator in turns. The values are those of one draw for the whole batch, which
// torch makes at once: `randn(batch, ...)`.
import { describe, expect, it } from 'vitest';
import { denoiseStep } from '../../inference/diffusion/denoise-step.ts';
import { addNoise } from '../../inference/diffusion/noise/add-noise.ts';
import { TorchGenerator } from '../../inference/diffusion/noise/torch-generator.ts';
import { NO_STEPS } from '../../inference/diffusion/samplers/sampler.ts';
import type { VelocityPredictor } from '../../inference/diffusion/velocity-predictor.ts';
import { type Tensor, zeros } from '../../inference/tensor.ts';
import { earlierDraws, type Latent } from '../../nodes/sockets.ts';

const DIMS = [1, 16, 2, 3];
const COUNT = 96;
const SIZE = 3;

/** Draw number `draw` of a generator for the whole batch, cut at the latent. */
function share(seed: bigint, draw: number, index: number): Float32Array {
  const generator = new TorchGenerator(seed);
  for (let before = 0; before < draw; before += 1) generator.randn(SIZE * COUNT);
  return generator.randn(SIZE * COUNT).slice(index * COUNT, (index + 1) * COUNT);
}

const STILL: VelocityPredictor = {
  predict: () => Promise.resolve(zeros(DIMS)),
  toLatents: (tokens) => tokens,
};

/** The noise of a step from zeros whose model moves nothing: lcm gives next * noise. */
async function stepNoise(index: number, draws: number): Promise<Tensor<'float32'>> {
  const { latents } = await denoiseStep(() => STILL, {
    latents: zeros(DIMS),
    positive: { embeds: zeros([1, 1]) },
    guidance: { scale: 1 },
    sigma: 1,
    nextSigma: 0.5,
    timestep: 1,
    sampling: {
      sampler: 'lcm',
      memory: { ...NO_STEPS, draws },
      left: 1,
      shift: 1,
      seed: '7',
      place: { index, size: SIZE },
    },
  });
  return latents;
}

describe('a latent of a batch', () => {
  it.each([0, 1, 2])('starts from its share of the first draw: %i', (index) => {
    const latent: Latent = { samples: zeros(DIMS), scale: 8, place: { index, size: SIZE } };
    const options = { latents: latent.samples, seed: '7', sigma: 1, rounding: 'comfyui' } as const;
    const noisy = addNoise({ ...options, earlierDraws: earlierDraws(latent, '7') });
    expect(noisy.data).toEqual(share(7n, 0, index));
  });

  it('can start from the share of another place', () => {
    const latent: Latent = { samples: zeros(DIMS), scale: 8, place: { index: 0, size: 1, noise: 2 } };
    expect(earlierDraws(latent, '7')).toEqual([COUNT, COUNT]);
  });

  it.each([
    [0, 0],
    [2, 0],
    [1, 2],
  ])('is given its share of each draw of a sampler: place %i, draw %i', async (index, draw) => {
    const noise = share(8n, draw, index);
    expect((await stepNoise(index, draw)).data).toEqual(noise.map((value) => 0.5 * value));
  });

  it('of several layers draws them within its channels', () => {
    const samples = zeros([2, 16, 2, 3]);
    const noisy = addNoise({ latents: samples, seed: '7', sigma: 1, rounding: 'comfyui', earlierDraws: [] });
    const drawn = new TorchGenerator(7n).randn(2 * COUNT);
    const at = (channel: number, layer: number) =>
      drawn.slice((channel * 2 + layer) * 6, (channel * 2 + layer + 1) * 6);
    expect(noisy.data.slice(COUNT + 5 * 6, COUNT + 6 * 6)).toEqual(at(5, 1));
    expect(noisy.data.slice(3 * 6, 4 * 6)).toEqual(at(3, 0));
  });
});
