/** Whole numbers beyond 2^53 in JSON. */
import { describe, expect, it } from 'vitest';
import { exactIntegers } from '../../engine/workflow/exact-integers.ts';

describe('numbers that JavaScript cannot hold', () => {
  it('become texts, and nothing else does', () => {
    const json =
      '{"seed":18446744073709551615,"low":-9007199254740993,"safe":9007199254740991,"few":0.12345678901234567890,' +
      '"wide":1234567890123456789.5,"text":"18446744073709551615 \\" 9007199254740993","list":[9007199254740993]}';
    expect(JSON.parse(exactIntegers(json))).toEqual({
      seed: '18446744073709551615',
      low: '-9007199254740993',
      safe: 9_007_199_254_740_991,
      few: 0.123_456_789_012_345_68,
      wide: 1_234_567_890_123_456_800,
      text: '18446744073709551615 " 9007199254740993',
      list: ['9007199254740993'],
    });
  });

  it('leave a text that is not JSON alone, however it ends', () => {
    const cut = '{"a": "' + '\\"'.repeat(200_000);
    expect(exactIntegers(cut)).toBe(cut);
    expect(exactIntegers('"\\')).toBe('"\\');
  });
});
