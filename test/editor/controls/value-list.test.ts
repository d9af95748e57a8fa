/** Lists of values as text, and lists of numbers. */
import { array, assert, double, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InputDefinition } from '../../../engine/protocol/index.ts';
import { eachText, parseEach, withValues } from '../../../editor/controls/fields/value-list-text.ts';
import { parseNumbers } from '../../../editor/controls/fields/numbers.ts';

const TEXT: InputDefinition = { kind: 'text', multiline: true };

describe('a list of values', () => {
  it('has one value per line, read by the kind of the input', () => {
    expect(parseEach('1\n\n 1024/2\n', { kind: 'int', min: 0, max: 1024 })).toEqual({ ok: true, values: [1, 512] });
    expect(parseEach('yes\noff', { kind: 'boolean' })).toEqual({ ok: true, values: [true, false] });
    expect(parseEach('18446744073709551615\n7', { kind: 'seed' })).toEqual({
      ok: true,
      values: ['18446744073709551615', '7'],
    });
    expect(parseEach('1, 0.5\n1, 0', { kind: 'numbers', min: 0, max: 1 })).toEqual({
      ok: true,
      values: [
        [1, 0.5],
        [1, 0],
      ],
    });
  });

  it('reports the line that is invalid', () => {
    expect(parseEach('1\nx', { kind: 'int', min: 0, max: 9 })).toEqual({
      ok: false,
      sentence: 'Line 2: "x" is not a number.',
    });
    expect(parseEach('1\n10', { kind: 'int', min: 0, max: 9 })).toEqual({ ok: false, sentence: 'Line 2: At most 9.' });
    expect(parseEach('red', { kind: 'choice', options: ['blue', 'green'] })).toEqual({
      ok: false,
      sentence: 'Line 1: "red" is not one of blue, green.',
    });
    expect(parseEach(' \n', { kind: 'int', min: 0, max: 9 }).ok).toBe(false);
  });

  it('keeps line breaks and backslashes inside texts', () => {
    assert(
      property(array(string(), { minLength: 1 }), (texts) => {
        const values = [...texts, 'end'].map((text) => text.replaceAll('\r', ''));
        expect(parseEach(eachText({ each: values }), TEXT)).toEqual({ ok: true, values });
      }),
    );
  });

  it('keeps its axis when its values change', () => {
    expect(withValues({ each: [1], axis: 'x' }, [1, 2])).toEqual({ each: [1, 2], axis: 'x' });
    expect(withValues(5, [5])).toEqual({ each: [5] });
  });
});

describe('a list of numbers', () => {
  it('accepts commas, semicolons, spaces and brackets', () => {
    expect(parseNumbers('1, 0.8 0.5;0', { min: 0, max: 1 })).toEqual({ ok: true, value: [1, 0.8, 0.5, 0] });
    expect(parseNumbers('[1, 0.5]', { min: 0, max: 1 })).toEqual({ ok: true, value: [1, 0.5] });
    expect(parseNumbers('  ', { min: 0, max: 1 })).toEqual({ ok: true, value: undefined });
    expect(parseNumbers('1, x', { min: 0, max: 1 })).toEqual({ ok: false, sentence: '"x" is not a number.' });
    expect(parseNumbers('2', { min: 0, max: 1 })).toEqual({ ok: false, sentence: '2 is outside 0 to 1.' });
  });

  it('is read back from the text it is shown as', () => {
    assert(
      property(array(double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }), (numbers) => {
        const read = parseNumbers(numbers.map((each) => Number(each.toFixed(6))).join(', '), { min: 0, max: 1 });
        expect(read.ok && read.value?.length).toBe(numbers.length);
      }),
    );
  });
});
