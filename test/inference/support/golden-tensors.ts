/** Reads the tensors of a golden safetensors file, apart from the reader under test. */
import { readFile } from 'node:fs/promises';

export interface GoldenTensor {
  readonly dims: readonly number[];
  /** Values as numbers: float32 and int64 converted, bfloat16 widened. */
  readonly values: Float32Array;
}

export type Goldens = (name: string) => GoldenTensor;

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** Loads `test/fixtures/goldens/<file>`; asking for a tensor it lacks throws, listing names that begin alike. */
export async function loadGoldens(file: string): Promise<Goldens & { readonly names: readonly string[] }> {
  const bytes = await readFile(new URL(`../../fixtures/goldens/${file}`, import.meta.url));
  const headerEnd = 8 + Number(bytes.readBigUInt64LE(0));
  const header: Readonly<Record<string, Entry>> = JSON.parse(bytes.toString('utf8', 8, headerEnd));
  const names = Object.keys(header).filter((name) => name !== '__metadata__');
  const tensor: Goldens = (name) => {
    const entry = header[name];
    if (entry === undefined) throw new Error(`${file} has no tensor ${name}; it has ${names.join(', ')}`);
    const [begin, end] = entry.data_offsets;
    const data = Uint8Array.from(bytes.subarray(headerEnd + begin, headerEnd + end));
    return { dims: entry.shape, values: toFloat32(data.buffer, entry.dtype) };
  };
  return Object.assign(tensor, { names });
}

/** The largest absolute difference of two lists of the same length. */
export function maxAbsDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`lengths differ: ${a.length} and ${b.length}`);
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs((a[i] ?? Number.NaN) - (b[i] ?? Number.NaN));
    if (Number.isNaN(difference)) return Number.NaN;
    largest = Math.max(largest, difference);
  }
  return largest;
}

function toFloat32(buffer: ArrayBuffer, dtype: string): Float32Array {
  switch (dtype) {
    case 'F32':
      return new Float32Array(buffer);
    case 'BF16':
      return new Float32Array(Uint32Array.from(new Uint16Array(buffer), (bits) => bits << 16).buffer);
    case 'U8':
    case 'BOOL':
      return Float32Array.from(new Uint8Array(buffer));
    case 'I64':
      return Float32Array.from(new BigInt64Array(buffer), Number);
    default:
      throw new Error(`unexpected dtype ${dtype}`);
  }
}
