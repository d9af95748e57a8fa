/** 64-bit seeds as decimal digits. */
import { assert, bigInt, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_SEED, parseSeed, randomSeed, seedPlus, seedText } from '../../../editor/controls/fields/seed.ts';

describe('seeds', () => {
  it('keep every digit of 64 bits', () => {
    assert(
      property(bigInt({ min: 0n, max: MAX_SEED }), (seed) => {
        expect(parseSeed(seed.toString())).toBe(seed.toString());
      }),
    );
  });

  it('may have groups of digits and leading zeros', () => {
    expect(parseSeed('1 000_000')).toBe('1000000');
    expect(parseSeed('007')).toBe('7');
  });

  it.each(['', '-1', '1.5', 'x', (MAX_SEED + 1n).toString(), '9'.repeat(30)])('are not "%s"', (text) =>
    expect(parseSeed(text)).toBeUndefined(),
  );

  it('are shown alike as numbers and as digits', () => {
    expect(seedText(42)).toBe('42');
    expect(seedText('18446744073709551615')).toBe('18446744073709551615');
    expect(seedText(undefined)).toBe('');
    expect(seedText(1.5)).toBe('');
  });

  it('wrap around at both ends', () => {
    expect(seedPlus(MAX_SEED.toString(), 1)).toBe('0');
    expect(seedPlus('0', -1)).toBe(MAX_SEED.toString());
    assert(
      property(bigInt({ min: 0n, max: MAX_SEED }), integer({ min: -9, max: 9 }), (seed, by) => {
        expect(seedPlus(seedPlus(seed.toString(), by), -by)).toBe(seed.toString());
      }),
    );
  });

  it('are drawn small enough for a double', () => {
    const seeds = Array.from({ length: 200 }, () => randomSeed());
    expect(new Set(seeds).size).toBe(200);
    for (const seed of seeds) expect(Number.isSafeInteger(Number(seed))).toBe(true);
  });
});
