/**
 * Values with arrays, as safetensors files any tool can open: one tensor per array, under its path, with the shape that stands
 * beside it; the rest of the value is in the metadata. Format: https://github.com/huggingface/safetensors#format.
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

/** 16-bit floats have no array type of their own: they travel as Uint16Array. */
const HALVES: Readonly<Record<string, string>> = { float16: 'F16', bfloat16: 'BF16' };
const READ_AS: Readonly<Record<string, Stored>> = { F16: 'U16', BF16: 'U16' };

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

export const safetensorsCodec: ValueCodec = {
  name: 'safetensors',
  encode(value) {
    const taken: {
      readonly name: string;
      readonly dtype: string;
      readonly shape: readonly number[];
      readonly array: ArrayBufferView;
    }[] = [];
    const skeleton = toSkeleton(value, (array, path, owner) => {
      const name = path.join('.') || 'value';
      const { dtype, dims } = (owner ?? {}) as { readonly dtype?: unknown; readonly dims?: unknown };
      taken.push({ name, dtype: dtypeOf(array, dtype), shape: shapeOf(array, dims), array });
      return name;
    });
    // Larger elements first keeps every tensor aligned.
    taken.sort((a, b) => elementBytes(b.array) - elementBytes(a.array));
    const header: Record<string, Entry | Record<string, string>> = {
      __metadata__: { inkloom: JSON.stringify(skeleton) },
    };
    let offset = 0;
    for (const { name, dtype, shape, array } of taken) {
      header[name] = { dtype, shape, data_offsets: [offset, offset + array.byteLength] };
      offset += array.byteLength;
    }
    return {
      extension: 'safetensors',
      bytes: assemble(
        JSON.stringify(header),
        taken.map(({ array }) => array),
      ),
    };
  },
  decode(bytes) {
    const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
    const header = JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + length)),
    ) as Record<string, Entry> & { readonly __metadata__: { readonly inkloom: string } };
    const { __metadata__: metadata, ...entries } = header;
    const arrays = new Map(
      Object.entries(entries).map(
        ([
          name,
          {
            dtype,
            data_offsets: [begin, end],
          },
        ]) => {
          const ArrayType = ARRAYS[READ_AS[dtype] ?? (dtype as Stored)];
          return [name, new ArrayType(bytes.slice(8 + length + begin, 8 + length + end).buffer)] as const;
        },
      ),
    );
    return fromSkeleton(JSON.parse(metadata.inkloom), arrays);
  },
};

function dtypeOf(array: ArrayBufferView, declared: unknown): string {
  if (array instanceof Uint16Array && typeof declared === 'string' && HALVES[declared]) return HALVES[declared];
  const found = Object.entries(ARRAYS).find(([, type]) => array instanceof type);
  if (!found) throw new TypeError(`Cannot store a ${array.constructor.name}`);
  return found[0];
}

function shapeOf(array: ArrayBufferView, dims: unknown): readonly number[] {
  const count = array.byteLength / elementBytes(array);
  const fits =
    Array.isArray(dims) &&
    dims.every(Number.isSafeInteger) &&
    dims.reduce((product: number, size: number) => product * size, 1) === count;
  return fits ? (dims as number[]) : [count];
}

function elementBytes(array: ArrayBufferView): number {
  return (array as Uint8Array).BYTES_PER_ELEMENT;
}

function assemble(header: string, arrays: readonly ArrayBufferView[]): Uint8Array {
  const json = new TextEncoder().encode(header);
  // The values begin at a multiple of 8.
  const padded = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + padded + arrays.reduce((sum, array) => sum + array.byteLength, 0));
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.fill(0x20, 8, 8 + padded);
  bytes.set(json, 8);
  let at = 8 + padded;
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += array.byteLength;
  }
  return bytes;
}
