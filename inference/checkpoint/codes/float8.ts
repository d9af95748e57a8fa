/**
 * The values of the 8-bit floating-point codes of weight files, one table a format.
 * Sources: OCP 8-bit Floating Point Specification (E4M3, E5M2), OCP Microscaling Formats (MX) Specification (E8M0).
 */

/** 1 sign, 4 exponent (bias 7) and 3 fraction bits; no infinity, 0x7f and 0xff are NaN, the largest value is 448. */
export const FLOAT8_E4M3FN: Float32Array = table((code) => {
  if ((code & 0x7f) === 0x7f) return NaN;
  return signOf(code) * magnitude((code >> 3) & 0xf, (code & 7) / 8, 7);
});

/** 1 sign, 5 exponent (bias 15) and 2 fraction bits; infinities and NaN as in IEEE 754. */
export const FLOAT8_E5M2: Float32Array = table((code) => {
  const [exponent, fraction] = [(code >> 2) & 0x1f, code & 3];
  if (exponent === 0x1f) return fraction === 0 ? signOf(code) * Infinity : NaN;
  return signOf(code) * magnitude(exponent, fraction / 4, 15);
});

/** A power of two, with bias 127; 0xff is NaN. */
export const FLOAT8_E8M0: Float32Array = table((code) => (code === 0xff ? NaN : 2 ** (code - 127)));

function table(valueOf: (code: number) => number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, code) => valueOf(code));
}

function signOf(code: number): number {
  return code & 0x80 ? -1 : 1;
}

/** @param fraction in [0, 1). */
function magnitude(exponent: number, fraction: number, bias: number): number {
  return exponent === 0 ? fraction * 2 ** (1 - bias) : (1 + fraction) * 2 ** (exponent - bias);
}
