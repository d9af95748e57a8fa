// Encodings of ComfyUI's safetensors files: recognised layer by layer, and decoded as comfy-kitchen decodes them.
import { beforeAll, describe, expect, it } from 'vitest';
import { openComponent } from '../../../inference/checkpoint/component.ts';
import { describeEncoding } from '../../../inference/checkpoint/stored-weight.ts';
import type { WeightSource } from '../../../inference/checkpoint/weight-source.ts';
import { repoPath } from '../../inference/support/goldens.ts';
import { valuesOf } from './support.ts';

let source: WeightSource;
let expected: WeightSource;
beforeAll(async () => {
  source = await openComponent(repoPath('test/fixtures/formats/packed.safetensors'));
  expected = await openComponent(repoPath('test/fixtures/formats/packed.expected.safetensors'));
});

/** Largest difference, relative to the largest value. */
async function gap(name: string): Promise<number> {
  const [ours, theirs] = [await valuesOf(source, name), await valuesOf(expected, name)];
  expect(ours.length).toBe(theirs.length);
  let [worst, largest] = [0, 0];
  for (const [i, value] of theirs.entries()) {
    worst = Math.max(worst, Math.abs(value - (ours[i] ?? NaN)));
    largest = Math.max(largest, Math.abs(value));
  }
  return worst / largest;
}

it('lists weights, without their scales and markers', () => {
  expect([...source.names()].toSorted()).toEqual([...expected.names(), 'plain.bias'].toSorted());
});

describe('values without a rotation are exact', () => {
  it.each([
    ['nvfp4', 'nvfp4'],
    ['nvfp4_columns', 'nvfp4'],
    ['mxfp8', 'mxfp8'],
    ['int8_rows', 'scaled I8'],
    ['float8_e4m3fn', 'scaled F8_E4M3'],
    ['float8_e4m3fn_bytes', 'scaled F8_E4M3'],
    ['float8_e5m2', 'scaled F8_E5M2'],
    ['float8_e5m2_bytes', 'scaled F8_E5M2'],
    ['float8_rows', 'scaled F8_E4M3'],
    ['plain', 'plain BF16'],
  ])('%s', async (layer, encoding) => {
    const weight = source.get(`${layer}.weight`);
    expect(weight && describeEncoding(weight)).toBe(encoding);
    expect(weight?.shape).toEqual(expected.get(`${layer}.weight`)?.shape);
    expect(await gap(`${layer}.weight`)).toBe(0);
  });
});

describe('rotated values agree to rounding', () => {
  it.each([
    ['w4a4', 'rotated in groups of 64, int4'],
    ['w4a8', 'rotated in groups of 64, w4a8'],
    ['w4a8_counted', 'rotated in groups of 64, w4a8'],
    ['w4a8_asymmetric', 'rotated in groups of 64, w4a8'],
    ['w4a8_float', 'rotated in groups of 64, w4a8'],
    ['w6a8', 'rotated in groups of 64, w4a8'],
    ['int8_rotated_4', 'rotated in groups of 4, scaled I8'],
    ['int8_rotated_16', 'rotated in groups of 16, scaled I8'],
    ['int8_rotated_64', 'rotated in groups of 64, scaled I8'],
    ['int8_nested', 'rotated in groups of 16, scaled I8'],
  ])('%s', async (layer, encoding) => {
    const weight = source.get(`${layer}.weight`);
    expect(weight && describeEncoding(weight)).toBe(encoding);
    expect(weight?.shape).toEqual(expected.get(`${layer}.weight`)?.shape);
    expect(await gap(`${layer}.weight`)).toBeLessThan(5e-7);
  });
});
