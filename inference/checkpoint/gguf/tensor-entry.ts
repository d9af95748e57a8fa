/** The entries of a GGUF header that say which tensors the file holds, and where. */
import { elementCount } from '../../tensor.ts';
import { storedBytes } from '../stored-dtype.ts';
import type { ByteCursor } from './byte-cursor.ts';
import type { Metadata } from './metadata.ts';
import { BLOCK_LAYOUTS, type GgufType, ggufType, READ_TYPES } from './types.ts';

export interface TensorEntry {
  readonly name: string;
  /** Sizes, outermost first (PyTorch order). */
  readonly shape: readonly number[];
  readonly type: Exclude<GgufType, { kind: 'unread' }>;
  /** First byte of the values, counted from the start of the values. */
  readonly offset: number;
  /** Bytes of the values. */
  readonly length: number;
}

/** Longest name, in bytes; llama.cpp's own limit is 64. */
const MAX_NAME_BYTES = 4096;
/** `GGML_MAX_DIMS`. */
const MAX_DIMS = 4;

/**
 * Reads one entry.
 * @param fail makes the error for a malformed header.
 * @throws OutOfBytes when the header goes on behind the bytes at hand.
 */
export function readTensorEntry(
  cursor: ByteCursor,
  metadata: Metadata,
  fail: (why: string, tensor?: string) => Error,
): TensorEntry {
  const nameBytes = cursor.uint64();
  if (nameBytes > MAX_NAME_BYTES) throw fail('the name of a tensor has an impossible length');
  const name = cursor.text(nameBytes);
  const dimensions = cursor.uint32();
  if (dimensions > MAX_DIMS) throw fail(`${dimensions} dimensions; at most ${MAX_DIMS} can be stored`, name);
  // GGUF names the fastest axis first, PyTorch the slowest.
  const stored = Array.from({ length: dimensions }, () => cursor.uint64()).toReversed();
  const id = cursor.uint32();
  const offset = cursor.uint64();
  const type = ggufType(id);
  if (type?.kind === 'unread' || !type) throw fail(unread(type?.name ?? `number ${id}`), name);
  const count = elementCount(stored);
  if (!Number.isSafeInteger(count)) throw fail(`impossible sizes [${stored.join(', ')}]`, name);
  return { name, shape: originalShape(name, stored, metadata, fail), type, offset, length: bytesOf(stored, type) };

  function bytesOf(shape: readonly number[], known: TensorEntry['type']): number {
    if (known.kind === 'plain') return storedBytes(known.dtype, shape);
    const { values, bytes } = BLOCK_LAYOUTS[known.format];
    const width = shape.at(-1) ?? 1;
    if (width % values !== 0) throw fail(`rows of ${width} values do not divide into blocks of ${values}`, name);
    return (count / values) * bytes;
  }
}

/** Sizes from before a converter folded the tensor to fit blocks: see ComfyUI-GGUF, `tools/convert.py`. */
function originalShape(
  name: string,
  stored: readonly number[],
  metadata: Metadata,
  fail: (why: string, tensor?: string) => Error,
): readonly number[] {
  const original = metadata.get(`comfy.gguf.orig_shape.${name}`);
  if (!original) return stored;
  if (original.every((size) => size >= 0) && elementCount(original) === elementCount(stored)) return original;
  throw fail(`its original sizes [${original.join(', ')}] do not fit [${stored.join(', ')}]`, name);
}

function unread(name: string): string {
  return `its quantisation ${name} is not read; these are: ${READ_TYPES.join(', ')}. Get a file in one of them`;
}
