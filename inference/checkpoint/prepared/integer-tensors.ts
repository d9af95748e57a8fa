/**
 * A matrix as 8-bit integers with a scale for each row, rotated where its width allows: `int8_tensorwise` with
 * `convrot`, as ComfyUI writes and reads it.
 * Source: comfy-kitchen (Apache-2.0), `tensor/int8_utils.py`; docs/formats.md, "Encodings".
 */
import { ROUNDER } from '../../rounding.ts';
import { openRows } from '../rows/open-rows.ts';
import { rotateGroups } from '../rows/rotate.ts';
import type { OriginalWeight, RotatedWeight, ScaledWeight } from '../stored-weight.ts';
import type { OnDecoded, Preparation } from './preparation.ts';
import { rowsAtOnce } from './rows-at-once.ts';

/** Largest code of either sign. */
const MOST = 127;
/** Scale of a row of zeros. */
const LEAST = 1e-30;
/** Sizes of the groups of a rotation, the preferred one first. */
const ROTATIONS = [256, 64, 16, 4] as const;

/** Size of the groups in which rows of this width are rotated; undefined for a width that no group divides. */
export function rotationOf(width: number): number | undefined {
  return ROTATIONS.find((size) => width % size === 0);
}

export function integerTensors(name: string, original: OriginalWeight, onDecoded: OnDecoded): Preparation {
  const { shape } = original;
  const [rows = 1, width = 1] = shape;
  const rotation = rotationOf(width);
  const scale = `${name}.scale`;
  // Scales are a small part of a weight. They wait in memory until its codes are written.
  const scales = new Float32Array(rows);
  return {
    tensors: [
      { name, dtype: 'I8', shape, bytes: () => writtenCodes(original, rotation, scales, onDecoded) },
      { name: scale, dtype: 'F32', shape: [rows, 1], bytes: () => bytesOf(scales) },
    ],
    made(file): ScaledWeight | RotatedWeight {
      const [values, factors] = [file.get(name), file.get(scale)];
      if (!values || !factors) throw new Error(`${name} is not in its file`);
      const scaled: ScaledWeight = { encoding: 'scaled', file: file.path, shape, values, scale: factors };
      if (rotation === undefined) return scaled;
      return { encoding: 'rotated', file: file.path, shape, groupSize: rotation, rotated: scaled };
    },
  };
}

async function* writtenCodes(
  original: OriginalWeight,
  rotation: number | undefined,
  scales: Float32Array,
  onDecoded: OnDecoded,
): AsyncIterable<Uint8Array> {
  const rows = await openRows(original);
  try {
    for (const [first, count] of rowsAtOnce(rows)) {
      const values = await rows.read(first, count);
      if (rotation !== undefined) rotateGroups(values, rotation);
      const codes = new Int8Array(values.length);
      for (let row = 0; row < count; row += 1) scales[first + row] = codeRow(values, codes, row, rows.width);
      yield new Uint8Array(codes.buffer);
      onDecoded(values.length);
    }
  } finally {
    await rows.close();
  }
}

/** Rounds one row to codes. @returns its scale. */
function codeRow(values: Float32Array, codes: Int8Array, row: number, width: number): number {
  const [start, end] = [row * width, (row + 1) * width];
  let peak = 0;
  for (let i = start; i < end; i += 1) peak = Math.max(peak, Math.abs(values[i] as number));
  const scale = Math.max(Math.fround(peak / MOST), LEAST);
  for (let i = start; i < end; i += 1) {
    const code = Math.fround(Math.fround((values[i] as number) / scale) + ROUNDER) - ROUNDER;
    codes[i] = Math.min(MOST, Math.max(-MOST, code));
  }
  return scale;
}

async function* bytesOf({ buffer, byteOffset, byteLength }: Float32Array): AsyncIterable<Uint8Array> {
  yield new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}
