/** Which block of a transformer takes which sample of a net. */
import { expect, it } from 'vitest';
import { controlResiduals } from '../../inference/families/qwen-image/controlnet/residuals.ts';
import { float32 } from '../../inference/tensor.ts';

const samples = Array.from({ length: 5 }, (_, i) => float32(Float32Array.of(i + 1), [1, 1]));

const added = (acts: 'throughout' | 'once', layers = 60): readonly (number | undefined)[] =>
  controlResiduals([{ samples, strength: 2, acts }], layers).map((residual) => residual?.data[0]);

it('those of InstantX are added after every block, twelve blocks each', () => {
  expect(added('throughout')).toEqual(Array.from({ length: 60 }, (_, i) => 2 * (Math.floor(i / 12) + 1)));
});

it('those of a Fun ControlNet are added after blocks 0, 12, 24, 36 and 48', () => {
  const once = added('once');
  expect(once.flatMap((value, i) => (value === undefined ? [] : [[i, value]]))).toEqual([
    [0, 2],
    [12, 4],
    [24, 6],
    [36, 8],
    [48, 10],
  ]);
});

it('several nets add up where they meet', () => {
  const both = [
    { samples, strength: 1, acts: 'once' },
    { samples, strength: 10, acts: 'throughout' },
  ] as const;
  const sums = controlResiduals(both, 60).map((residual) => residual?.data[0]);
  expect([sums[0], sums[1], sums[12], sums[13]]).toEqual([11, 10, 22, 20]);
});
