// Ways of holding weights: what each takes, and which one `auto` picks.
import { describe, expect, test } from 'vitest';
import { choosePrecision } from '../../inference/precision/choose.ts';
import { precisionNamed, type PrecisionName } from '../../inference/precision/registry.ts';
import type { WeightMemory } from '../../inference/precision/weight-memory.ts';

/** A million bfloat16 weights, all of them kept. */
const weight = { elements: 1e6, storedBytes: 2e6, keptShare: 1, form: 'values' } as const;
const memoryBy = (name: PrecisionName): WeightMemory => precisionNamed(name).memoryOf(weight);

describe('memory of a weight', () => {
  test('fp32 copies four bytes for each value that is kept', () => {
    expect(memoryBy('fp32')).toEqual({ copied: 4e6, mapped: 0 });
    expect(precisionNamed('fp32').memoryOf({ ...weight, keptShare: 0.25 })).toEqual({ copied: 1e6, mapped: 0 });
    // Codes are decoded in every run.
    expect(precisionNamed('fp32').memoryOf({ ...weight, form: 'group codes' })).toEqual({ copied: 0, mapped: 2e6 });
  });

  test('cast maps the bytes of the file', () => {
    expect(memoryBy('cast')).toEqual({ copied: 0, mapped: 2e6 });
  });
});

describe('auto', () => {
  test('widens weights that take up to two fifths of the budget', () => {
    expect(choosePrecision('auto', memoryBy, 10e6)).toBe('fp32');
    expect(choosePrecision('auto', memoryBy, 10e6 - 1)).toBe('cast');
  });

  test('is only a default: a named precision is taken as it is', () => {
    expect(choosePrecision('fp32', memoryBy, 1)).toBe('fp32');
    expect(choosePrecision('cast', memoryBy, 1e12)).toBe('cast');
  });
});
