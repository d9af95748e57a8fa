// The arithmetic of merging on matrices small enough to be computed by hand. Whole files are in goldens.test.ts.
import { beforeAll, describe, expect, test } from 'vitest';
import { mergedValues, type WeightedUpdate } from '../../inference/checkpoint/lora/merge/merge.ts';
import { openLora, type LoraTensor } from '../../inference/checkpoint/lora/lora-file.ts';
import type { Factor, Update } from '../../inference/checkpoint/lora/updates.ts';
import { floats, writeLora } from './support.ts';

/** W = [[3, 4], [6, 8]]: rows of length 5 and 10. */
const WEIGHT = [3, 4, 6, 8];
let base: LoraTensor;

/** A tensor in a file of its own. */
async function tensor(shape: readonly number[], values: readonly number[]): Promise<LoraTensor> {
  const file = await writeLora({ 'any.diff': floats(shape, (i) => values[i] ?? Number.NaN) });
  return (await openLora(file)).modules.get('any')?.diff as LoraTensor;
}

const whole = async (shape: readonly number[], values: readonly number[]): Promise<Factor> => ({
  whole: await tensor(shape, values),
});

beforeAll(async () => {
  base = await tensor([2, 2], WEIGHT);
});

async function merged(updates: readonly (readonly [Update, number])[]): Promise<number[]> {
  const weighted = updates.map(([update, strength]): WeightedUpdate => ({ update, strength }));
  return [...(await mergedValues(base, weighted))];
}

/** up * down = [[2, 0], [4, 0]]. */
async function lowRank(): Promise<Extract<Update, { kind: 'low-rank' }>> {
  return { kind: 'low-rank', up: await tensor([2, 1], [1, 2]), down: await tensor([1, 2], [2, 0]), scale: 0.5 };
}

const rows = { from: 0, total: 2 };

describe('sums', () => {
  test('a low-rank change, by scale and strength', async () => {
    expect(await merged([[await lowRank(), 2]])).toEqual([5, 4, 10, 8]);
    expect(await merged([[await lowRank(), -2]])).toEqual([1, 4, 2, 8]);
  });

  test('a full difference by strength, and full weights whatever the strength', async () => {
    const difference = { kind: 'difference', values: await tensor([2, 2], [1, 0, 0, 1]) } as const;
    expect(await merged([[difference, 0.5]])).toEqual([3.5, 4, 6, 8.5]);
    const replacement = { kind: 'replacement', values: await tensor([2, 2], [1, 2, 3, 4]) } as const;
    expect(await merged([[replacement, 0.5]])).toEqual([1, 2, 3, 4]);
    expect(
      await merged([
        [replacement, 0.5],
        [difference, 1],
      ]),
    ).toEqual([2, 2, 3, 5]);
  });
});

describe('products', () => {
  test('Kronecker: [[1, 2]] by [[1, 0], [0, 1]] has rows [1, 0, 2, 0] and [0, 1, 0, 2]', async () => {
    const wide = await tensor([2, 4], [0, 0, 0, 0, 0, 0, 0, 0]);
    const update: Update = {
      kind: 'kronecker',
      left: await whole([1, 2], [1, 2]),
      right: await whole([2, 2], [1, 0, 0, 1]),
      scale: 1,
      rows,
    };
    expect([...(await mergedValues(wide, [{ update, strength: 1 }]))]).toEqual([1, 0, 2, 0, 0, 1, 0, 2]);
    const lower = { ...update, rows: { from: 1, total: 2 } };
    const one = await tensor([1, 4], [0, 0, 0, 0]);
    expect([...(await mergedValues(one, [{ update: lower, strength: 1 }]))]).toEqual([0, 1, 0, 2]);
  });

  test('element by element, each side a product of two', async () => {
    const left = { a: await tensor([2, 1], [1, 2]), b: await tensor([1, 2], [1, 3]) };
    const right = { a: await tensor([2, 1], [1, 1]), b: await tensor([1, 2], [2, -1]) };
    // [[1, 3], [2, 6]] times [[2, -1], [2, -1]].
    expect(await merged([[{ kind: 'hadamard', left, right, scale: 1, rows }, 1]])).toEqual([5, 1, 10, 2]);
  });

  test('a core between two factors: transpose(a) * core * b', async () => {
    const core = await tensor([1, 2, 1, 1], [1, 10]);
    const left = { a: await tensor([1, 2], [1, 2]), b: await tensor([2, 2], [1, 2, 3, 4]), core };
    // core * b = [31, 42]; by rows of a: [[31, 42], [62, 84]].
    const right = await whole([2, 2], [1, 1, 1, 1]);
    expect(await merged([[{ kind: 'hadamard', left, right, scale: 1, rows }, 1]])).toEqual([34, 46, 68, 92]);
  });
});

describe('DoRA', () => {
  /** W + change = [[4, 4], [8, 8]] at scale 0.5. */
  const dora = async (over: 'base' | 'sum', shape: readonly number[], values: readonly number[]): Promise<Update> => ({
    ...(await lowRank()),
    magnitude: { over, weight: await tensor(shape, values) },
  });
  const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 5));

  test('by rows, over the lengths of W: 5 and 10', async () => {
    expect(await merged([[await dora('base', [2, 1], [5, 20]), 1]])).toEqual(close([4, 4, 16, 16]));
  });

  test('half the strength goes half of the way', async () => {
    expect(await merged([[await dora('base', [2, 1], [5, 20]), 0.5]])).toEqual(close([3.5, 4, 11, 12]));
  });

  test('by rows, over the lengths of the sum', async () => {
    const length = Math.sqrt(32);
    expect(await merged([[await dora('sum', [2, 1], [length, length]), 1]])).toEqual(close([4, 4, 4, 4]));
  });

  test('by columns, over the lengths of the sum: the root of 80', async () => {
    const length = Math.sqrt(80);
    expect(await merged([[await dora('sum', [1, 2], [length, 2 * length]), 1]])).toEqual(close([4, 8, 8, 16]));
  });

  test('after another change it measures the weight that the other left', async () => {
    const other = { kind: 'replacement', values: await tensor([2, 2], [0, 1, 0, 2]) } as const;
    expect(
      await merged([
        [other, 1],
        [await dora('base', [2, 1], [1, 2]), 1],
      ]),
    ).toEqual(close([1, 1, 2, 2]));
  });
});
