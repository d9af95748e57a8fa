/** Guidance and Euler's step: on recorded velocities of the reference, and where no golden goes. */
import { describe, expect, it } from 'vitest';
import { cleanEstimate, eulerStep } from '../../inference/diffusion/euler-step.ts';
import { guide } from '../../inference/diffusion/guidance.ts';
import { float32 } from '../../inference/tensor.ts';
import { loadGoldens, maxAbsDifference } from '../inference/support/golden-tensors.ts';

const goldens = await loadGoldens('pipeline-t2i.safetensors');
const tensor = (name: string) => {
  const { values, dims } = goldens(name);
  return float32(values, dims);
};
const matrix = (rows: readonly (readonly number[])[]) =>
  float32(Float32Array.from(rows.flat()), [rows.length, rows[0]?.length ?? 0]);

describe('guide and eulerStep', () => {
  it.each([0, 1, 2, 3])('turn the recorded velocities of step %i into the recorded latents', (step) => {
    const sigmas = goldens('cfg.sigmas').values;
    const before = tensor(step === 0 ? 'cfg.transformer_input' : `cfg.step.${step - 1}.latents`);
    const velocity = guide(tensor(`cfg.step.${step}.velocity.pos`), tensor(`cfg.step.${step}.velocity.neg`), {
      scale: 4,
    });
    const after = eulerStep(before, velocity, sigmas[step] ?? 0, sigmas[step + 1] ?? 0);
    expect(maxAbsDifference(after.data, goldens(`cfg.step.${step}.latents`).values)).toBeLessThanOrEqual(2e-6);
  });
});

describe('guide', () => {
  const positive = matrix([
    [3, 4],
    [0, 1],
  ]);
  const negative = matrix([
    [0, 0],
    [0, 2],
  ]);

  it('keeps the norm of every token of the positive prediction', () => {
    expect([...guide(positive, negative, { scale: 4 }).data]).toEqual([3, 4, 0, -1]);
  });

  it('leaves the combination as it is without rescaling', () => {
    expect([...guide(positive, negative, { scale: 4, rescale: false }).data]).toEqual([12, 16, 0, -2]);
  });

  it('gives the positive prediction back at scale 1', () => {
    expect(guide(positive, negative, { scale: 1 })).toEqual(positive);
  });

  it('keeps a token of zeros', () => {
    expect([...guide(matrix([[1, 1]]), matrix([[2, 2]]), { scale: 2 }).data]).toEqual([0, 0]);
  });

  it('refuses different shapes', () => {
    expect(() => guide(positive, matrix([[1, 2]]), { scale: 2 })).toThrow(
      'The negative velocity must have shape [2, 2], got [1, 2]',
    );
  });
});

describe('cleanEstimate', () => {
  it('recovers clean latents from noisy ones and the true velocity', () => {
    const [clean, noise, sigma] = [2, -1, 0.25];
    const noisy = matrix([[(1 - sigma) * clean + sigma * noise]]);
    expect([...cleanEstimate(noisy, matrix([[noise - clean]]), sigma).data]).toEqual([clean]);
  });
});
