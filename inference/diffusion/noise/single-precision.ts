/**
 * Logarithm, sine and cosine in single precision, rounded step by step as PyTorch's AVX2 path rounds them, so that
 * noise is equal to the last bit and not only to the last digit.
 *
 * Polynomials: Cephes library (S. L. Moshier; logf.c, sinf.c). The order of roundings, and which products are fused
 * into the following addition, was found by comparison with PyTorch's vectorised build: a million normals of torch 2.13
 * (x86-64, AVX2) have no differing bit.
 */

const round = Math.fround;
const bits = new DataView(new ArrayBuffer(4));

/** a * b + c with one rounding to float32. The float64 product of two float32 values is exact. */
function fused(a: number, b: number, c: number): number {
  return round(a * b + c);
}

const LOG_POLYNOMIAL = [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
].map(round);
const LN2_LOW = round(-2.1219444e-4);
const LN2_HIGH = round(0.693359375);
const SQRT_HALF = round(Math.SQRT1_2);

/** Natural logarithm of a positive, normal float32. */
export function logFloat32(value: number): number {
  bits.setFloat32(0, value);
  const pattern = bits.getUint32(0);
  bits.setUint32(0, (pattern & ~0x7f800000) | 0x3f000000);
  const mantissa = bits.getFloat32(0);
  const low = mantissa < SQRT_HALF;
  const exponent = (pattern >>> 23) - 126 - (low ? 1 : 0);
  const x = round(round(mantissa - 1) + (low ? mantissa : 0));
  const square = round(x * x);
  let y = round(polynomial(LOG_POLYNOMIAL, x) * x);
  y = fused(y, square, round(exponent * LN2_LOW));
  y = fused(-square, 0.5, y);
  return fused(exponent, LN2_HIGH, round(x + y));
}

const SINE_POLYNOMIAL = [-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1].map(round);
const COSINE_POLYNOMIAL = [2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2].map(round);
const FOUR_OVER_PI = round(4 / Math.PI);
/** pi / 4 in three parts, so that the reduction of the angle keeps its low bits. */
const QUARTER_PI = [0.78515625, 2.4187564849853515625e-4, 3.774894977445941e-8].map(round);

export interface SineCosine {
  readonly sine: number;
  readonly cosine: number;
}

/** Sine and cosine of a float32 angle in radians, at least 0. */
export function sineCosineFloat32(angle: number): SineCosine {
  const octant = (Math.trunc(round(angle * FOUR_OVER_PI)) + 1) & ~1;
  const x = QUARTER_PI.reduce((rest, part) => fused(octant, -part, rest), angle);
  const square = round(x * x);
  const even = round(polynomial(COSINE_POLYNOMIAL, square) * square);
  const nearZero = round(fused(even, square, -round(square * 0.5)) + 1);
  const odd = fused(round(polynomial(SINE_POLYNOMIAL, square) * square), x, x);
  const swapped = (octant & 2) !== 0;
  const sine = swapped ? nearZero : odd;
  const cosine = swapped ? odd : nearZero;
  return {
    sine: (octant & 4) === 0 ? sine : -sine,
    cosine: ((octant + 2) & 4) === 0 ? cosine : -cosine,
  };
}

/** Horner's scheme over float32 coefficients, highest power first. */
function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => fused(sum, x, coefficient));
}
