// Ways of holding weights: what each takes, and which one `auto` picks.
import { describe, expect, test } from 'vitest';
import {
  asksForSpeed,
  choosePrecision,
  type ComponentWeights,
  heldOnDevice,
  packedOrMapped,
  settleHeld,
} from '../../inference/precision/choose.ts';
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

describe('memory of integers', () => {
  const codes = { ...weight, storedBytes: 1e6, form: 'row codes' } as const;

  test('a byte a weight, packed or mapped; other weights as float32 or as stored', () => {
    expect(precisionNamed('int8').memoryOf(codes)).toEqual({ copied: 1e6, mapped: 0 });
    expect(precisionNamed('int8-mapped').memoryOf(codes)).toEqual({ copied: 0, mapped: 1e6 });
    expect(memoryBy('int8')).toEqual({ copied: 4e6, mapped: 0 });
    expect(memoryBy('int8-mapped')).toEqual({ copied: 0, mapped: 2e6 });
  });

  test('of 4 bits: their bytes with those of the scales, always packed', () => {
    const nibbles = { ...weight, storedBytes: 0.53125e6, form: 'nibbles' } as const;
    const of = (name: PrecisionName): WeightMemory => precisionNamed(name).memoryOf(nibbles);
    expect(of('int4')).toEqual({ copied: 0.53125e6, mapped: 0 });
    expect(memoryBy('int4')).toEqual({ copied: 4e6, mapped: 0 });
    expect(packedOrMapped('int4', of, 1)).toBe('int4');
  });

  test('are packed while that leaves room in the budget', () => {
    const of = (name: PrecisionName): WeightMemory => precisionNamed(name).memoryOf(codes);
    expect(packedOrMapped('int8', of, 1e6 / 0.85 + 1)).toBe('int8');
    expect(packedOrMapped('int8', of, 1e6)).toBe('int8-mapped');
    expect(packedOrMapped('cast', of, 1)).toBe('cast');
  });
});

describe('exact', () => {
  test.for(['auto', 'exact'] as const)('%s widens weights that take up to two fifths of the budget', (setting) => {
    expect(choosePrecision(setting, memoryBy, 10e6)).toBe('fp32');
    expect(choosePrecision(setting, memoryBy, 10e6 - 1)).toBe('cast');
  });

  test('is only a default: a named precision is taken as it is', () => {
    expect(choosePrecision('fp32', memoryBy, 1)).toBe('fp32');
    expect(choosePrecision('cast', memoryBy, 1e12)).toBe('cast');
  });
});

const GIB = 2 ** 30;
/** Billions of weights, and bytes of each in the file. */
const weights = (billions: number, bytes: number, inEveryStep: boolean): ComponentWeights => ({
  widenedBytes: billions * 4e9,
  storedBytes: billions * bytes * 1e9,
  inEveryStep,
});
const NANO = weights(0.004, 2, true);
const QWEN_IMAGE = weights(13.6, 2, true);
const IN_8_BITS = weights(13.6, 1, true);
const IN_4_BITS = weights(13.6, 0.56, true);
const CONTROL_NET = weights(1.1, 2, true);
const TEXT_ENCODER = weights(7, 2, false);

describe('auto', () => {
  test.for([
    ['nano', NANO, 18, 3, 'fp32'],
    ['nano, where nothing fits', NANO, 1e-6, 3, 'cast'],
    ['a ControlNet of five blocks', CONTROL_NET, 18, 3, 'fp32'],
    ['a large transformer', QWEN_IMAGE, 18, 2.5, 'int8'],
    ['a large transformer and more memory than it needs', QWEN_IMAGE, 400, 2.5, 'int8'],
    ['a large transformer in 8 bits', IN_8_BITS, 18, 1.6, 'int8'],
    ['a large transformer in 4 bits', IN_4_BITS, 18, 1.6, 'int8'],
    ['a large transformer, where integers are no faster', QWEN_IMAGE, 40, 1.1, 'cast'],
    ['the same with much memory', QWEN_IMAGE, 400, 1.1, 'fp32'],
    ['the same where nothing else fits', QWEN_IMAGE, 18, 1.1, 'int8'],
    ['the same in 4 bits, which 8 bits do not make smaller', IN_4_BITS, 4, 1.1, 'cast'],
    ['the same in 8 bits, which fit', IN_8_BITS, 13, 2.5, 'int8'],
    ['the same where 8 bits do not fit, and 4 do', IN_8_BITS, 12, 2.5, 'int4'],
    ['the same where 4 bits leave no room', IN_8_BITS, 7, 2.5, 'int8'],
    ['a large transformer, where integers are no faster and 8 bits do not fit', QWEN_IMAGE, 12, 1.1, 'int4'],
    ['the same in 8 bits, which 8 bits do not make smaller', IN_8_BITS, 12, 1.1, 'int4'],
    ['the same in 4 bits, which fit as they are', IN_4_BITS, 12, 1.1, 'cast'],
    ['a text encoder', TEXT_ENCODER, 18, 2.5, 'cast'],
    ['a text encoder that does not fit', TEXT_ENCODER, 12, 2.5, 'int8'],
    ['a text encoder that fits in 4 bits only', TEXT_ENCODER, 6, 2.5, 'int4'],
    ['a text encoder with much memory', TEXT_ENCODER, 100, 2.5, 'fp32'],
  ] as const)('%s', ([, component, budget, speed, held]) => {
    expect(settleHeld('auto', { it: component }, budget * GIB, speed)).toEqual({ it: held });
  });

  test('asks for the speed of integers only where it counts', () => {
    expect(asksForSpeed('auto', [NANO, TEXT_ENCODER])).toBe(false);
    expect(asksForSpeed('auto', [NANO, QWEN_IMAGE])).toBe(true);
    expect(asksForSpeed('int8', [QWEN_IMAGE])).toBe(false);
    expect(asksForSpeed('int4', [QWEN_IMAGE])).toBe(false);
  });

  test('leaves weights as stored in a family that tells nothing of them', () => {
    expect(settleHeld('auto', undefined, GIB, 3)).toEqual({ '*': 'cast' });
    expect(settleHeld('exact', undefined, GIB, 3)).toEqual({ '*': 'cast' });
    expect(settleHeld('int8', undefined, GIB, 3)).toEqual({ '*': 'int8' });
    expect(settleHeld('int4', undefined, GIB, 3)).toEqual({ '*': 'int4' });
  });
});

describe('4 bits', () => {
  /** Q4_K: half a byte, and two float32 for each block of 32. */
  const Q4_K: ComponentWeights = {
    ...IN_4_BITS,
    nibbleBytes: { own: 13.6e9 * 0.75, rounded: 13.6e9 * 0.53125 },
  };

  test.for([
    ['int4', 12, 'int4'],
    ['int4', 11, 'int4-rounded'],
    ['int4', 1, 'int4-rounded'],
    ['auto', 12, 'int4'],
    ['auto', 11, 'int4-rounded'],
    ['auto', 13, 'int8'],
    ['exact', 11, 'cast'],
  ] as const)('%s keeps the integers of a file where they leave room: %i GiB', ([setting, budget, held]) => {
    expect(settleHeld(setting, { it: Q4_K }, budget * GIB, 2.5)).toEqual({ it: held });
  });

  test.for([
    ['int4', 12, 'int4'],
    ['int4', 11, 'int4-rounded'],
    ['auto', 17, 'int8'],
    ['auto', 12, 'int4'],
    ['auto', 11, 'int4-rounded'],
  ] as const)('%s on a GPU keeps the integers of a file where they leave room: %i GiB', ([setting, budget, held]) => {
    expect(heldOnDevice(setting, Q4_K, budget * GIB)).toBe(held);
  });

  test('have no other form where the file has none of its own', () => {
    expect(settleHeld('int4', { it: QWEN_IMAGE }, GIB, 3)).toEqual({ it: 'int4' });
    const rounded = { own: 7e9, rounded: 7e9 };
    expect(settleHeld('int4', { it: { ...QWEN_IMAGE, nibbleBytes: rounded } }, GIB, 3)).toEqual({ it: 'int4' });
  });
});

test.for([
  ['exact', 'cast'],
  ['int8', 'int8'],
  ['int4', 'int4'],
  ['fp32', 'fp32'],
  ['cast', 'cast'],
] as const)('%s is what it says for a large transformer', ([setting, held]) => {
  expect(settleHeld(setting, { it: QWEN_IMAGE }, 18 * GIB, 3)).toEqual({ it: held });
});
