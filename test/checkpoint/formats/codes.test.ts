// Every code of the small number formats has the value that PyTorch, numpy and ml_dtypes give it.
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { DOUBLED_E2M1 } from '../../../inference/checkpoint/codes/float4.ts';
import { float32ToFloat16 } from '../../../inference/checkpoint/half.ts';
import { decodePlain } from '../../../inference/checkpoint/rows/decode-plain.ts';
import { repoPath } from '../../inference/support/goldens.ts';

type Codes = Readonly<Record<'F8_E4M3' | 'F8_E5M2' | 'F8_E8M0' | 'I8' | 'F4_E2M1', readonly string[]>> & {
  readonly float16: readonly (readonly [value: string, half: string])[];
};
const codes = JSON.parse(await readFile(repoPath('test/fixtures/formats/codes.json'), 'utf8')) as Codes;

const floatOf = (bits: string): number => new Float32Array(Uint32Array.of(Number.parseInt(bits, 16)).buffer)[0] ?? 0;

describe('each code', () => {
  it.each(['F8_E4M3', 'F8_E5M2', 'F8_E8M0', 'I8'] as const)('of %s', (dtype) => {
    const values = decodePlain(
      Uint8Array.from({ length: 256 }, (_, code) => code),
      { dtype, file: 'codes' },
    );
    expect([...values]).toEqual(codes[dtype].map(floatOf));
  });

  it('of E2M1', () => {
    // There is no sign of zero in whole numbers.
    expect([...DOUBLED_E2M1]).toEqual(codes.F4_E2M1.map((bits) => 2 * floatOf(bits) + 0));
  });
});

describe('float32 is rounded to float16 as numpy rounds it', () => {
  const finite = codes.float16.filter(([, half]) => (Number.parseInt(half, 16) & 0x7fff) < 0x7c00);

  it('with ties to even, in the normal and the subnormal range', () => {
    const halves = new Uint16Array(finite.length);
    expect(
      float32ToFloat16(
        Float32Array.from(finite, ([value]) => floatOf(value)),
        halves,
      ),
    ).toBe(true);
    expect([...halves]).toEqual(finite.map(([, half]) => Number.parseInt(half, 16)));
  });

  it('and says when a value is too large', () => {
    const large = codes.float16.filter((pair) => !finite.includes(pair)).map(([value]) => floatOf(value));
    expect(large.length).toBeGreaterThan(3);
    for (const value of [...large, NaN]) {
      expect(float32ToFloat16(Float32Array.of(1, value), new Uint16Array(2))).toBe(false);
    }
  });
});
