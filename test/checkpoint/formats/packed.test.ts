// Encodings of ComfyUI's safetensors files: recognised layer by layer, and decoded as comfy-kitchen decodes them.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openComponent } from '../../../inference/checkpoint/component.ts';
import { describeEncoding } from '../../../inference/checkpoint/stored-weight.ts';
import type { WeightSource } from '../../../inference/checkpoint/weight-source.ts';
import { repoPath } from '../../inference/support/goldens.ts';
import { type RawTensor, readAll, writeAll } from '../../inference/support/temporary-checkpoint.ts';
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

it('markers of all layers at once, in the metadata of the header, say the same', async () => {
  const PREFIX = 'model.diffusion_model.';
  const file = repoPath('test/fixtures/formats/comfyui/tiny_fp8_mixed_new.safetensors');
  const layers: Record<string, unknown> = {};
  const tensors = new Map<string, RawTensor>();
  for (const [name, tensor] of await readAll(file)) {
    const layer = /^(.*)\.comfy_quant$/.exec(name)?.[1];
    if (layer !== undefined) layers[layer] = JSON.parse(Buffer.from(tensor.data).toString());
    // As bytes, so that nothing but the marker says that these are floats.
    else tensors.set(PREFIX + name, tensor.dtype === 'F8_E4M3' ? { ...tensor, dtype: 'U8' } : tensor);
  }
  expect(Object.keys(layers).length).toBeGreaterThan(20);
  const path = join(await mkdtemp(join(tmpdir(), 'inkloom-')), 'model.safetensors');
  const metadata = { _quantization_metadata: JSON.stringify({ format_version: '1.0', layers }) };
  await writeAll(path, tensors, metadata);
  const [marked, listed] = [await openComponent(file), await openComponent(path)];
  expect([...listed.names()]).toEqual([...marked.names()].map((name) => PREFIX + name));
  for (const name of marked.names()) {
    const [one, other] = [marked.get(name), listed.get(PREFIX + name)];
    expect(other && describeEncoding(other)).toBe(one && describeEncoding(one));
  }
  const layer = 'transformer_blocks.0.attn.to_q.weight';
  expect(await valuesOf(listed, PREFIX + layer)).toEqual(await valuesOf(marked, layer));
});
