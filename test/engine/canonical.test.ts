// Digests are equal exactly when values are equal, and never change between releases.
import {
  anything,
  array,
  assert as check,
  constant,
  float,
  integer,
  oneof,
  property,
  string,
  uint8Array,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestLargeValue, digestValue } from '../../engine/cache/canonical.ts';

const plain = anything({ withNullPrototype: false, withBigInt: true, maxDepth: 3 }).filter(isPlain);

function isPlain(value: unknown): boolean {
  if (typeof value === 'symbol' || typeof value === 'function') return false;
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every((field) => field !== undefined && isPlain(field));
}

describe('digestValue', () => {
  it('is the same for the same value, whatever the order of its keys', () => {
    check(
      property(plain, (value) => {
        const reversed =
          typeof value === 'object' && value !== null && !Array.isArray(value)
            ? Object.fromEntries(Object.entries(value).toReversed())
            : value;
        expect(digestValue(reversed)).toBe(digestValue(structuredClone(value)));
      }),
    );
  });

  it('differs for values that differ in type only', () => {
    const values = [
      1,
      '1',
      true,
      1n,
      [1],
      { 0: 1 },
      null,
      'null',
      false,
      0,
      -0,
      '',
      [],
      {},
      [[]],
      [[], []],
      Number.NaN,
      new Uint8Array([1, 0, 0, 0]),
      new Int32Array([1]),
      new Float32Array([1]),
      [1, 0, 0, 0],
      ['a', 'b'],
      ['ab'],
      { a: 'b' },
      ['a', 'b', ''],
    ];
    expect(new Set(values.map((value) => digestValue(value))).size).toBe(values.length);
  });

  it('differs after any single change', () => {
    check(
      property(
        array(oneof(integer(), string(), float({ noNaN: true }), uint8Array(), constant(null)), { minLength: 1 }),
        integer(),
        (values, position) => {
          const changed = [...values];
          const at = Math.abs(position) % values.length;
          changed[at] = `${String(changed[at])}!`;
          expect(digestValue(changed)).not.toBe(digestValue(values));
        },
      ),
    );
  });

  // A changed digest makes every cache of every user worthless: raise KEY_SCHEMA in keys.ts if it is meant.
  it.each([
    ['a string', 'a lighthouse \u{1F30A}', '5e9920b01a65fa461e5e470a28a2499eeaaf8937c6c594bb6835aee3b3af2fbf'],
    ['numbers', [-0, 0, 0.1, NaN, 1e21], '53d6a829b8e78bf3478b4b09961c6002cf4c50a2395081c5c833316e08495a3b'],
    [
      'a tensor',
      { dims: [2, 3], data: new Float32Array([0, -0, 0.5, 1, -2, 3]) },
      '11319975d693fcaaeb1a37e209ee5ddece7a729bd109c4889bf1e38865bf9d62',
    ],
    [
      'nested objects with keys out of order',
      { b: { d: 2, c: 'x' }, a: [null, true] },
      '1b6a2c73e6c6c9ea77206325226eb3daea06254986ea17018ce582078507c3af',
    ],
    ['lists', [[], [1, '1', false]], 'a34331362f3f705a6774137c98215f2339891ede8b04d9f3516d69739c6e3ccd'],
    [
      'a bigint and undefined',
      [2n ** 64n - 1n, undefined],
      'fa2d9d8862d95650f0951042bd723fb39ff3c93bafaca2f226211e91b7970576',
    ],
  ])('is the digest caches on disk hold for %s', (_name, value, digest) => {
    expect(digestValue(value)).toBe(digest);
  });

  it('treats an undefined field as absent', () => {
    expect(digestValue({ a: 1, b: undefined })).toBe(digestValue({ a: 1 }));
  });

  it.each([
    ['a function', () => 1],
    ['a class instance', { when: new Date() }],
    ['a symbol', [Symbol('s')]],
  ])('refuses %s', (_name, value) => {
    expect(() => digestValue(value)).toThrow('Expected plain data');
  });
});

describe('digestLargeValue', () => {
  it('gives the digest of digestValue without holding up the event loop', async () => {
    const value = {
      dims: [2, 3],
      data: new Float32Array(8 * 2 ** 20).map((_, i) => i),
      rest: [new Uint8Array(5 * 2 ** 20), 'x'],
    };
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 0);
    const digest = await digestLargeValue(value);
    clearInterval(timer);
    expect(digest).toBe(digestValue(value));
    expect(turns).toBeGreaterThan(3);
  });
});
