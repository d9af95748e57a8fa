/** Rounding to bfloat16, the upper half of a float32: to nearest, ties to even, as PyTorch and the hardware round. */

/** The values rounded to bfloat16 precision, still stored as float32. Finite values and infinities only. */
export function roundToBfloat16(values: Float32Array): Float32Array {
  const bits = new Uint32Array(Float32Array.from(values).buffer);
  for (let i = 0; i < bits.length; i++) {
    const pattern = bits[i] as number;
    bits[i] = (pattern + 0x7fff + ((pattern >>> 16) & 1)) & 0xffff0000;
  }
  return new Float32Array(bits.buffer);
}
