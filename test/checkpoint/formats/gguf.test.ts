// GGUF files that gguf-py wrote: every quantisation gives the values that gguf-py gives, to the last bit.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { openComponent } from '../../../inference/checkpoint/component.ts';
import { BLOCK_LAYOUTS, type BlockFormat } from '../../../inference/checkpoint/gguf/types.ts';
import { readRows } from '../../../inference/checkpoint/rows/read-rows.ts';
import { withRows } from '../../../inference/checkpoint/rows/open-rows.ts';
import type { WeightSource } from '../../../inference/checkpoint/weight-source.ts';
import { repoPath } from '../../inference/support/goldens.ts';
import { valuesOf } from './support.ts';

const FILE = repoPath('test/fixtures/formats/blocks.gguf');
const BLOCKS = 200;

interface Expected {
  readonly sha256: string;
  readonly first: readonly number[];
}

let source: WeightSource;
let expected: Readonly<Record<string, Expected>>;
beforeAll(async () => {
  source = await openComponent(FILE);
  expected = JSON.parse(await readFile(repoPath('test/fixtures/formats/blocks.json'), 'utf8'));
});

describe('blocks', () => {
  it.each(Object.keys(BLOCK_LAYOUTS) as BlockFormat[])('of %s decode to the bit', async (format) => {
    const weight = source.get(format);
    expect(weight).toMatchObject({ encoding: 'block-quantised', format });
    expect(weight?.shape).toEqual([BLOCKS, BLOCK_LAYOUTS[format].values]);
    const values = await valuesOf(source, format);
    expect([...values.subarray(0, 8)]).toEqual(expected[format]?.first);
    expect(createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex')).toBe(expected[format]?.sha256);
  });

  it('decode the same in any rows', async () => {
    const whole = await valuesOf(source, 'Q6_K');
    const weight = source.get('Q6_K');
    if (!weight) throw new Error('no such tensor');
    const part = await withRows(weight, (rows) => rows.read(57, 3));
    expect(part).toEqual(whole.slice(57 * 256, 60 * 256));
  });
});

it('rows of a table are decoded alone, in the order asked for', async () => {
  const whole = await valuesOf(source, 'Q4_K');
  const weight = source.get('Q4_K');
  if (!weight) throw new Error('no such tensor');
  const { data, dims } = await readRows(weight, [5, 199, 5]);
  expect(dims).toEqual([3, 256]);
  expect(data).toEqual(
    Float32Array.from([5, 199, 5].flatMap((row) => [...whole.subarray(row * 256, (row + 1) * 256)])),
  );
});

it.each(['F32', 'F16', 'BF16'])('%s is read in place, with sizes in the order of PyTorch', async (dtype) => {
  expect(source.get(dtype)).toMatchObject({ encoding: 'plain', dtype, shape: [2, 3] });
  expect([...(await valuesOf(source, dtype))]).toEqual([0, 1, 2, 3, 4, 5]);
});

it('a tensor that a converter folded has its original sizes', () => {
  expect(source.get('folded')?.shape).toEqual([3, 4, 64]);
});
