/** 16-bit floating point to and from float32. Widening is exact. */

/** bfloat16 is the upper half of a float32. */
export function bfloat16ToFloat32(bits: Uint16Array): Float32Array {
  const out = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i += 1) out[i] = (bits[i] as number) << 16;
  return new Float32Array(out.buffer);
}

/** Rounds to the nearest bfloat16, ties to even. Finite values and infinities only. */
export function float32ToBfloat16(values: Float32Array): Uint16Array<ArrayBuffer> {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const out = new Uint16Array(bits.length);
  for (let i = 0; i < bits.length; i += 1) {
    const pattern = bits[i] as number;
    out[i] = (pattern + 0x7fff + ((pattern >>> 16) & 1)) >>> 16;
  }
  return out;
}

let table: Float32Array | undefined;

/** The float32 value of every binary16 pattern: IEEE 754, 1 sign, 5 exponent (bias 15), 10 fraction bits. */
export function float16Values(): Float32Array {
  return (table ??= Float32Array.from({ length: 2 ** 16 }, (_, half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  }));
}

/** IEEE 754 binary16. */
export function float16ToFloat32(bits: Uint16Array): Float32Array {
  const values = float16Values();
  const out = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i += 1) out[i] = values[bits[i] as number] as number;
  return out;
}

/** The smallest normal binary16, 2^-14, as float32 bits. */
const SMALLEST_NORMAL = 0x3880_0000;
/** 65520 as float32 bits: from here on, binary16 rounds to infinity. */
const FIRST_INFINITE = 0x477f_f000;
/** Difference of the exponent biases, 127 - 15, in the place of a float32 exponent. */
const BIAS = 112 << 23;

const scratch = new Float32Array(1);
const scratchBits = new Uint32Array(scratch.buffer);

/**
 * Rounds to the nearest binary16, ties to even.
 * @param out takes the patterns; as long as `values`.
 * @returns whether every value fits: none is NaN, infinite or of 65520 or more.
 */
export function float32ToFloat16(values: Float32Array, out: Uint16Array): boolean {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  let fits = true;
  for (let i = 0; i < bits.length; i += 1) {
    const pattern = bits[i] as number;
    const size = pattern & 0x7fff_ffff;
    const sign = (pattern >>> 16) & 0x8000;
    if (size >= SMALLEST_NORMAL) {
      if (size >= FIRST_INFINITE) fits = false;
      out[i] = sign | ((size - BIAS + 0xfff + ((size >>> 13) & 1)) >>> 13);
    } else {
      // Adding 0.5 leaves the multiple of 2^-24, the step of subnormal patterns, in the lowest bits.
      scratch[0] = Math.abs(values[i] as number) + 0.5;
      out[i] = sign | ((scratchBits[0] as number) & 0x7ff);
    }
  }
  return fits;
}
