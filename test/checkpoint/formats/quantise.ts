/** A transformer in GGUF for tests: its matrices in blocks of one type, everything else as float32. */
import { float16ToFloat32, float32ToFloat16 } from '../../../inference/checkpoint/half.ts';
import { elementCount } from '../../../inference/tensor.ts';
import type { RawTensor } from '../../inference/support/temporary-checkpoint.ts';
import type { GgufTensor } from './write-gguf.ts';

const F32 = 0;
const BLOCK = 32;

export interface Quantised {
  readonly file: readonly GgufTensor[];
  /** The values that the file stands for, as float32. */
  readonly decoded: ReadonlyMap<string, RawTensor>;
}

/** The type of the matrices, by its number in GGUF, and how its blocks are made. */
const TYPES = { Q8_0: { type: 8, blocks: q8Blocks }, Q4_1: { type: 3, blocks: q41Blocks } } as const;

/** @param tensors in BF16. */
export function quantised(tensors: ReadonlyMap<string, RawTensor>, format: keyof typeof TYPES = 'Q8_0'): Quantised {
  const { type, blocks } = TYPES[format];
  const file: GgufTensor[] = [];
  const decoded = new Map<string, RawTensor>();
  for (const [name, { shape, data }] of tensors) {
    const values = widened(data);
    const isMatrix = shape.length === 2 && (shape[1] ?? 0) % BLOCK === 0;
    file.push(isMatrix ? { name, shape, type, data: blocks(values) } : { name, shape, type: F32, data: of(values) });
    decoded.set(name, { dtype: 'F32', shape, data: of(values) });
    if (values.length !== elementCount(shape)) throw new Error(`${name} is not in BF16`);
  }
  return { file, decoded };
}

function widened(data: Uint8Array): Float32Array {
  const halves = new Uint16Array(Uint8Array.from(data).buffer);
  return new Float32Array(Uint32Array.from(halves, (half) => half << 16).buffer);
}

function of(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer);
}

/** Blocks of Q8_0; `values` become what these stand for. */
function q8Blocks(values: Float32Array): Uint8Array {
  const bytes = Buffer.alloc((values.length / BLOCK) * (BLOCK + 2));
  const scale = new Uint16Array(1);
  for (let block = 0; block < values.length / BLOCK; block += 1) {
    const part = values.subarray(block * BLOCK, (block + 1) * BLOCK);
    float32ToFloat16(Float32Array.of(Math.max(...part.map(Math.abs)) / 127), scale);
    const [d = 0] = float16ToFloat32(scale);
    bytes.writeUInt16LE(scale[0] ?? 0, block * (BLOCK + 2));
    part.forEach((value, i) => {
      const code = d === 0 ? 0 : Math.max(-127, Math.min(127, Math.round(value / d)));
      bytes.writeInt8(code, block * (BLOCK + 2) + 2 + i);
      part[i] = code * d;
    });
  }
  return bytes;
}

/** Blocks of Q4_1: 16 levels from the smallest value to the largest. `values` become what these stand for. */
function q41Blocks(values: Float32Array): Uint8Array {
  const bytes = Buffer.alloc((values.length / BLOCK) * (BLOCK / 2 + 4));
  const halves = new Uint16Array(2);
  for (let block = 0; block < values.length / BLOCK; block += 1) {
    const part = values.subarray(block * BLOCK, (block + 1) * BLOCK);
    const [least, most] = [Math.min(...part), Math.max(...part)];
    float32ToFloat16(Float32Array.of((most - least) / 15, least), halves);
    const [d = 0, m = 0] = float16ToFloat32(halves);
    const start = block * (BLOCK / 2 + 4);
    bytes.set(new Uint8Array(halves.buffer), start);
    part.forEach((value, i) => {
      const code = d === 0 ? 0 : Math.max(0, Math.min(15, Math.round((value - m) / d)));
      const at = start + 4 + (i % (BLOCK / 2));
      bytes[at] = (bytes[at] ?? 0) | (i < BLOCK / 2 ? code : code << 4);
      part[i] = Math.fround(d * code) + m;
    });
  }
  return bytes;
}
