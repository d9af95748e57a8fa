/** Rows of a stored matrix as float32, for tables of which a run needs few rows. onnxruntime maps all other weights. */
import { type FileHandle, open } from 'node:fs/promises';
import { InferenceError } from '../errors.ts';
import { matrix } from '../tensor-shape.ts';
import { float32, type Tensor } from '../tensor.ts';
import { bfloat16ToFloat32, float16ToFloat32 } from './half.ts';
import { readFully } from './read-fully.ts';
import type { WeightLocation } from './stored-weight.ts';

/**
 * Rows of a matrix, in the order asked for; a row asked for twice is read once.
 * @param location a tensor [rows, width].
 * @param rows row numbers, each below the first size of the tensor.
 * @returns [rows.length, width]
 * @throws InferenceError `tensor-mismatch` when the stored dtype is not F32, F16 or BF16; `file-truncated` when the
 *   file got shorter since its header was read.
 */
export async function readRows(location: WeightLocation, rows: readonly number[]): Promise<Tensor<'float32'>> {
  const { rows: stored, width } = matrix({ dims: location.shape }, location.file);
  const rowBytes = location.length / Math.max(1, stored);
  const out = new Float32Array(rows.length * width);
  const handle = await open(location.file, 'r');
  try {
    for (const [row, places] of placesByRow(rows)) {
      const values = toFloat32(await readRange(handle, location, row * rowBytes, rowBytes), location);
      for (const place of places) out.set(values, place * width);
    }
  } finally {
    await handle.close();
  }
  return float32(out, [rows.length, width]);
}

/** The places of each row in the result, in the order of rows in the file. */
function placesByRow(rows: readonly number[]): readonly (readonly [row: number, places: readonly number[]])[] {
  const places = new Map<number, number[]>();
  for (const [place, row] of rows.entries()) {
    const known = places.get(row);
    if (known) known.push(place);
    else places.set(row, [place]);
  }
  return [...places].toSorted(([a], [b]) => a - b);
}

async function readRange(
  handle: FileHandle,
  location: WeightLocation,
  start: number,
  length: number,
): Promise<ArrayBuffer> {
  const bytes = await readFully(handle, location.offset + start, length);
  if (bytes.length < length) {
    throw new InferenceError('file-truncated', `${location.file} got shorter while it was in use`, {
      file: location.file,
    });
  }
  return bytes.buffer;
}

function toFloat32(bytes: ArrayBuffer, location: WeightLocation): Float32Array {
  switch (location.dtype) {
    case 'F32':
      return new Float32Array(bytes);
    case 'F16':
      return float16ToFloat32(new Uint16Array(bytes));
    case 'BF16':
      return bfloat16ToFloat32(new Uint16Array(bytes));
    default:
      throw new InferenceError('tensor-mismatch', `${location.file}: cannot read ${location.dtype} as numbers`, {
        file: location.file,
        expected: 'F32, F16 or BF16',
        received: location.dtype,
      });
  }
}
