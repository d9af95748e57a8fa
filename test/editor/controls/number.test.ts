/** Numbers: arithmetic, rounding, slider ranges, dragging. */
import { assert, constantFrom, double, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { takenSentence } from '../../../editor/controls/fields/number/taken-sentence.ts';
import { parseNumber } from '../../../editor/controls/fields/number/parse.ts';
import {
  formatNumber,
  nearestValid,
  type NumberInput,
  rangeSentence,
  sliderRange,
  snapped,
} from '../../../editor/controls/fields/number/range.ts';
import { beginScrub, stepped } from '../../../editor/controls/fields/number/scrub.ts';

const PLAIN = { fine: false, coarse: false };
const SIDE: NumberInput = { kind: 'int', min: 16, max: 16_384, step: 16, default: 1024 };
const GUIDANCE: NumberInput = { kind: 'float', min: 0, max: 100, step: 0.1, default: 4 };

describe('parseNumber', () => {
  it.each([
    ['1024/2', 512],
    ['  3 + 4*2 ', 11],
    ['(3+4)*2', 14],
    ['-2^2', -4],
    ['2^3^2', 512],
    ['2^-1', 0.5],
    ['10 % 4', 2],
    ['.5', 0.5],
    ['1e3', 1000],
    ['0,5', 0.5],
    ['--3', 3],
    ['7-10', -3],
    ['*2', 200],
    ['/ 4', 25],
    ['+=16', 116],
    ['-=1', 99],
    ['-1', -1],
    ['+5', 5],
  ])('reads %s as %d', (text, value) => expect(parseNumber(text, 100)).toBe(value));

  it.each(['', 'x', '1024/', '1/0', '(2', '2)', '1 2', '1,024', '2**3', 'alert(1)', '1.2.3', '5px'])(
    'refuses "%s"',
    (text) => expect(parseNumber(text)).toBeUndefined(),
  );

  it('reads back every number that formatNumber writes', () => {
    assert(
      property(double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), (value) => {
        expect(parseNumber(formatNumber(value))).toBeCloseTo(value, 5);
      }),
    );
  });
});

describe('nearestValid', () => {
  it('counts steps from the minimum', () => {
    expect(nearestValid({ kind: 'int', min: 5, max: 100, step: 10 }, 21)).toBe(25);
    expect(nearestValid({ kind: 'int', min: 5, max: 100, step: 10 }, 100)).toBe(95);
    expect(nearestValid(SIDE, 1000)).toBe(1008);
    expect(nearestValid(SIDE, -4)).toBe(16);
  });

  it('keeps whole numbers whole over the widest range', () => {
    const widest: NumberInput = { kind: 'int', min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER };
    expect(nearestValid(widest, 12)).toBe(12);
    expect(nearestValid(widest, -0.2)).toBe(0);
  });

  it('always gives a valid value', () => {
    const inputs = record({
      min: integer({ min: -500, max: 500 }),
      span: integer({ min: 1, max: 5000 }),
      step: integer({ min: 1, max: 64 }),
    });
    assert(
      property(inputs, double({ noNaN: true, min: -1e6, max: 1e6 }), ({ min, span, step }, value) => {
        const input: NumberInput = { kind: 'int', min, max: min + span, step };
        expect(rangeSentence(input, nearestValid(input, value))).toBeUndefined();
      }),
    );
  });
});

describe('rangeSentence', () => {
  it('says what is wrong with a value, and nothing about a valid one', () => {
    expect(rangeSentence(SIDE, 8)).toBe('At least 16.');
    expect(rangeSentence(SIDE, 20_000)).toBe('At most 16384.');
    expect(rangeSentence(SIDE, 1000)).toBe('Enter a multiple of 16, such as 1008.');
    expect(rangeSentence(SIDE, 'x')).toBe('Enter a whole number.');
    expect(rangeSentence(GUIDANCE, 3.7777)).toBeUndefined();
  });
});

describe('takenSentence', () => {
  it('says what a field took for a value it cannot take', () => {
    expect(takenSentence(SIDE, 100_000, nearestValid(SIDE, 100_000))).toBe(
      '100000 is more than the limit: 16384 is taken.',
    );
    expect(takenSentence(SIDE, -4, nearestValid(SIDE, -4))).toBe('-4 is less than the limit: 16 is taken.');
    expect(takenSentence(SIDE, 1000, 1008)).toBe('1000 is no multiple of 16: 1008 is taken.');
    expect(takenSentence(SIDE, 1024, 1024)).toBeUndefined();
    expect(takenSentence({ kind: 'int', min: 1, max: 9 }, 2.4, 2)).toBeUndefined();
  });
});

describe('sliderRange', () => {
  it('is the whole range if that is short', () => {
    expect(sliderRange({ kind: 'float', min: 0, max: 1, default: 1 })).toEqual({ min: 0, max: 1 });
    expect(sliderRange({ kind: 'int', min: 1, max: 100, default: 90 })).toEqual({ min: 1, max: 100 });
  });

  it('ends at five times the default for a wide range', () => {
    expect(sliderRange(GUIDANCE)).toEqual({ min: 0, max: 20 });
    const strength: NumberInput = { kind: 'float', min: -100, max: 100, step: 0.05, slider: [-2, 2], default: 1 };
    expect(sliderRange(strength)).toEqual({ min: -2, max: 2 });
    expect(sliderRange({ kind: 'int', min: 1, max: 10_000, default: 20 })).toEqual({ min: 1, max: 100 });
  });

  it('is undefined if no part of the range is likelier than another', () => {
    expect(sliderRange(SIDE)).toBeUndefined();
    expect(sliderRange({ kind: 'float', min: -Number.MAX_VALUE, max: Number.MAX_VALUE, default: 0 })).toBeUndefined();
  });
});

describe('dragging', () => {
  it('moves one step for every four pixels', () => {
    const scrub = beginScrub(SIDE, 1024, 200);
    expect(scrub.by(4, PLAIN)).toBe(1040);
    expect(scrub.by(1, PLAIN)).toBe(1040);
    expect(scrub.by(3, PLAIN)).toBe(1056);
    expect(scrub.by(-8, PLAIN)).toBe(1024);
  });

  it('covers a slider range over the width of the field', () => {
    expect(beginScrub({ kind: 'float', min: 0, max: 1 }, 0.5, 100).by(25, PLAIN)).toBe(0.75);
  });

  it('is finer with Shift and coarser with Alt', () => {
    expect(beginScrub(GUIDANCE, 4, 0).by(4, { fine: true, coarse: false })).toBe(4.01);
    expect(beginScrub(GUIDANCE, 4, 0).by(4, { fine: false, coarse: true })).toBe(5);
  });

  it('reacts at once when it comes back from beyond an end', () => {
    const scrub = beginScrub({ kind: 'float', min: 0, max: 1 }, 0.9, 100);
    expect(scrub.by(500, PLAIN)).toBe(1);
    expect(scrub.by(-10, PLAIN)).toBe(0.9);
  });

  it('gives only valid values with short texts', () => {
    const inputs = constantFrom(
      SIDE,
      GUIDANCE,
      { kind: 'float', min: 0.05, max: 2, step: 0.05, default: 1 } as const,
      { kind: 'int', min: -512, max: 512, default: 8 } as const,
    );
    assert(
      property(
        inputs,
        integer({ min: -400, max: 400 }),
        constantFrom(PLAIN, { fine: true, coarse: false }, { fine: false, coarse: true }),
        (input, dx, keys) => {
          const value = beginScrub(input, input.default ?? input.min, 240).by(dx, keys);
          expect(rangeSentence(input, value)).toBeUndefined();
          expect(String(value).length).toBeLessThan(8);
        },
      ),
    );
  });
});

describe('stepping', () => {
  it('stays on the grid of steps', () => {
    expect(stepped(GUIDANCE, 4.03, 1, PLAIN)).toBe(4.1);
    expect(stepped(SIDE, 1024, -1, PLAIN)).toBe(1008);
    expect(stepped(SIDE, 1024, 1, { fine: true, coarse: false })).toBe(1040);
    expect(snapped({ kind: 'float', min: 0, max: 1 }, 0.30000000000000004, 0.1)).toBe(0.3);
  });
});
