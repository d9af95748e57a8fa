// Digests: equal exactly when values are equal.
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

  it('takes a field that is undefined for absent', () => {
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
  it('gives the digest of digestValue and lets the process go on', async () => {
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
