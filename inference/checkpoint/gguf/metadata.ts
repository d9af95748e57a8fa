/**
 * The key-value pairs of a GGUF header. Numbers and short lists of numbers are kept. Everything else is skipped: the
 * vocabulary of a text encoder is some hundred thousand strings that no reader of weights needs.
 * Source: the specification of GGUF in https://github.com/ggml-org/ggml.
 */
import type { ByteCursor } from './byte-cursor.ts';

/** The numbers of a value: one, or those of a list. */
export type Metadata = ReadonlyMap<string, readonly number[]>;

/** Longest list that is kept: sizes of a tensor. */
const MAX_KEPT = 8;
/** Longest key, in bytes. Source: the specification. */
const MAX_KEY_BYTES = 65_535;
/** Deepest nesting of lists; no writer nests them at all. */
const MAX_DEPTH = 4;

/** The mark of rotated weights. Without their rotation they are noise. */
const ROTATED = /convrot/i;

const STRING = 8;
const ARRAY = 9;
const UINT32 = 4;
const INT32 = 5;
const UINT64 = 10;
const INT64 = 11;

/** Bytes of the values of each type; strings and lists say their own length. */
const BYTES: Readonly<Record<number, number>> = {
  0: 1,
  1: 1,
  2: 2,
  3: 2,
  [UINT32]: 4,
  [INT32]: 4,
  6: 4,
  7: 1,
  [UINT64]: 8,
  [INT64]: 8,
  12: 8,
};

/**
 * Reads the pairs.
 * @param fail makes the error for a malformed header.
 * @throws OutOfBytes when the header goes on behind the bytes at hand.
 */
export function readMetadata(cursor: ByteCursor, count: number, fail: (why: string) => Error): Metadata {
  const kept = new Map<string, readonly number[]>();
  const keys = new Set<string>();
  for (let i = 0; i < count; i += 1) {
    const length = cursor.uint64();
    if (length > MAX_KEY_BYTES) throw fail(`key ${i} has an impossible length`);
    const key = cursor.text(length);
    if (keys.has(key)) throw fail(`key ${key} occurs twice`);
    keys.add(key);
    if (ROTATED.test(key)) throw fail('its weights are rotated (Q8_CR, ConvRot): get int8_convrot as .safetensors');
    const numbers = readValue(cursor, cursor.uint32(), 0, (why) => fail(`key ${key}: ${why}`));
    if (numbers) kept.set(key, numbers);
  }
  return kept;
}

function readValue(
  cursor: ByteCursor,
  type: number,
  depth: number,
  fail: (why: string) => Error,
): readonly number[] | undefined {
  if (type === ARRAY) return readList(cursor, depth, fail);
  if (type === STRING) return skipString(cursor);
  return [readNumber(cursor, type, fail)];
}

function readList(cursor: ByteCursor, depth: number, fail: (why: string) => Error): readonly number[] | undefined {
  const [type, count] = [cursor.uint32(), cursor.uint64()];
  if (depth === MAX_DEPTH) throw fail(`lists are nested more than ${MAX_DEPTH} deep`);
  const bytes = BYTES[type];
  if (bytes !== undefined && count <= MAX_KEPT) {
    return Array.from({ length: count }, () => readNumber(cursor, type, fail));
  }
  if (bytes !== undefined) cursor.skip(count * bytes);
  else for (let i = 0; i < count; i += 1) readValue(cursor, type, depth + 1, fail);
  return undefined;
}

/** An integer of 32 or 64 bits; zero in the place of any other number, which no reader of weights asks for. */
function readNumber(cursor: ByteCursor, type: number, fail: (why: string) => Error): number {
  const bytes = BYTES[type];
  if (bytes === undefined) throw fail(`value type ${type} does not exist`);
  if (type === UINT32) return cursor.uint32();
  if (type === INT32) return cursor.int32();
  if (type === UINT64 || type === INT64) return cursor.uint64();
  cursor.skip(bytes);
  return 0;
}

function skipString(cursor: ByteCursor): undefined {
  cursor.skip(cursor.uint64());
}
