/** Searches stored weights for NaN and infinity, to tell a damaged file from numbers that grew too large. */
import { open } from 'node:fs/promises';
import type { BadElement } from '../finite.ts';
import { bfloat16ToFloat32, float16ToFloat32 } from './half.ts';
import { readFully } from './read-fully.ts';
import type { StoredDType } from './stored-dtype.ts';
import type { WeightLocation } from './stored-weight.ts';

/** Bytes read at once. */
const READ_BYTES = 2 ** 22;

interface Floats {
  readonly bytes: number;
  /** The bits of the exponent: all set for NaN and infinity, and for nothing else. */
  readonly exponent: number;
  toFloat32(bits: Uint16Array | Uint32Array): Float32Array;
}

const FLOATS: Readonly<Partial<Record<StoredDType, Floats>>> = {
  F32: { bytes: 4, exponent: 0x7f80_0000, toFloat32: (bits) => new Float32Array(Uint32Array.from(bits).buffer) },
  F16: { bytes: 2, exponent: 0x7c00, toFloat32: (bits) => float16ToFloat32(Uint16Array.from(bits)) },
  BF16: { bytes: 2, exponent: 0x7f80, toFloat32: (bits) => bfloat16ToFloat32(Uint16Array.from(bits)) },
};

/**
 * The first NaN or infinity of a stored tensor; undefined when it holds none, or is not stored as F32, F16 or BF16.
 * @param until time to give up at, as `performance.now()` counts.
 */
export async function firstBadStored(location: WeightLocation, until: number): Promise<BadElement | undefined> {
  const floats = FLOATS[location.dtype];
  if (!floats) return undefined;
  const handle = await open(location.file, 'r');
  try {
    for (let start = 0; start < location.length && performance.now() < until; start += READ_BYTES) {
      const length = Math.min(READ_BYTES, location.length - start);
      const { buffer, byteLength } = await readFully(handle, location.offset + start, length);
      const count = Math.floor(byteLength / floats.bytes);
      const bits = floats.bytes === 4 ? new Uint32Array(buffer, 0, count) : new Uint16Array(buffer, 0, count);
      const place = indexOfAllSet(bits, floats.exponent);
      if (place < 0) continue;
      const [value] = floats.toFloat32(bits.slice(place, place + 1));
      return { index: start / floats.bytes + place, value: value as number };
    }
  } finally {
    await handle.close();
  }
  return undefined;
}

function indexOfAllSet(bits: Uint16Array | Uint32Array, mask: number): number {
  for (let i = 0; i < bits.length; i += 1) if (((bits[i] as number) & mask) === mask) return i;
  return -1;
}
