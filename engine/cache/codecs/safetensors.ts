/**
 * Stores values with typed arrays as safetensors files, which any tool can open. Each array is a tensor named by its
 * path, with the shape its owner declares in `dims`; the rest of the value is in the metadata. Format:
 * https://github.com/huggingface/safetensors#format.
 */
import type { ValueCodec } from '../../graph/value-codec.ts';
import { fromSkeleton, toSkeleton } from './skeleton.ts';

const ARRAYS = {
  F64: Float64Array,
  I64: BigInt64Array,
  U64: BigUint64Array,
  F32: Float32Array,
  I32: Int32Array,
  U32: Uint32Array,
  I16: Int16Array,
  U16: Uint16Array,
  I8: Int8Array,
  U8: Uint8Array,
} as const;
type Stored = keyof typeof ARRAYS;

/** 16-bit floats have no array type in Node 20: their bits are in a Uint16Array, and the owner names the dtype. */
const HALVES: Readonly<Record<string, string>> = { float16: 'F16', bfloat16: 'BF16' };
const READ_AS: Readonly<Record<string, Stored>> = { F16: 'U16', BF16: 'U16' };

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

interface Header extends Readonly<Record<string, Entry>> {
  readonly __metadata__: Entry & { readonly inkloom: string };
}

interface Tensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly array: ArrayBufferView;
}

export const safetensorsCodec: ValueCodec = {
  name: 'safetensors',
  encode(value) {
    const tensors: Tensor[] = [];
    const skeleton = toSkeleton(value, (array, path, owner) => {
      const name = path.join('.') || 'value';
      const { dtype, dims } = (owner ?? {}) as { readonly dtype?: unknown; readonly dims?: unknown };
      tensors.push({ name, dtype: dtypeOf(array, dtype), shape: shapeOf(array, dims), array });
      return name;
    });
    // Larger elements first keeps every tensor aligned.
    tensors.sort((a, b) => elementBytes(b.array) - elementBytes(a.array));
    return { extension: 'safetensors', bytes: assemble(headerOf(tensors, skeleton), tensors) };
  },
  decode(bytes) {
    const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
    const json = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + length));
    const { __metadata__: metadata, ...entries } = JSON.parse(json) as Header;
    const data = bytes.subarray(8 + length);
    const arrays = new Map<string, ArrayBufferView>();
    for (const [name, entry] of Object.entries(entries)) arrays.set(name, arrayOf(entry, data));
    return fromSkeleton(JSON.parse(metadata.inkloom), arrays);
  },
};

function headerOf(tensors: readonly Tensor[], skeleton: unknown): string {
  const header: Record<string, Entry | Record<string, string>> = {
    __metadata__: { inkloom: JSON.stringify(skeleton) },
  };
  let offset = 0;
  for (const { name, dtype, shape, array } of tensors) {
    header[name] = { dtype, shape, data_offsets: [offset, offset + array.byteLength] };
    offset += array.byteLength;
  }
  return JSON.stringify(header);
}

/** @throws TypeError for a dtype that was never written. */
function arrayOf({ dtype, data_offsets: [begin, end] }: Entry, data: Uint8Array<ArrayBuffer>): ArrayBufferView {
  const ArrayType = ARRAYS[READ_AS[dtype] ?? (dtype as Stored)];
  return new ArrayType(data.slice(begin, end).buffer);
}

function dtypeOf(array: ArrayBufferView, declared: unknown): string {
  if (array instanceof Uint16Array && typeof declared === 'string' && HALVES[declared]) return HALVES[declared];
  const found = Object.entries(ARRAYS).find(([, type]) => array instanceof type);
  if (!found) throw new TypeError(`Cannot store a ${array.constructor.name}`);
  return found[0];
}

/** The declared dimensions if they fit the length of the array, otherwise its length. */
function shapeOf(array: ArrayBufferView, dims: unknown): readonly number[] {
  const count = array.byteLength / elementBytes(array);
  if (!Array.isArray(dims) || !dims.every(Number.isSafeInteger)) return [count];
  let product = 1;
  for (const size of dims as number[]) product *= size;
  return product === count ? (dims as number[]) : [count];
}

function elementBytes(array: ArrayBufferView): number {
  return (array as Uint8Array).BYTES_PER_ELEMENT;
}

/** The file: length of the header as 8 bytes, the header padded with spaces to a multiple of 8, the tensors. */
function assemble(header: string, tensors: readonly Tensor[]): Uint8Array {
  const json = new TextEncoder().encode(header);
  const padded = Math.ceil(json.length / 8) * 8;
  let length = 8 + padded;
  for (const { array } of tensors) length += array.byteLength;
  const bytes = new Uint8Array(length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.fill(0x20, 8, 8 + padded);
  bytes.set(json, 8);
  let at = 8 + padded;
  for (const { array } of tensors) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += array.byteLength;
  }
  return bytes;
}
