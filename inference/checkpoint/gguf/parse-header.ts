/** Parses the bytes of a GGUF header. */
import { InferenceError } from '../../errors.ts';
import { ByteCursor } from './byte-cursor.ts';
import { readMetadata } from './metadata.ts';
import { readTensorEntry, type TensorEntry } from './tensor-entry.ts';

export interface ParsedHeader {
  readonly tensors: readonly TensorEntry[];
  /** First byte of the values, counted from the start of the file. */
  readonly dataStart: number;
}

/** "GGUF" as a little-endian number. */
const MAGIC = 0x4655_4747;
const VERSIONS: readonly number[] = [2, 3];
/** Alignment of the values unless the header says otherwise. */
const DEFAULT_ALIGNMENT = 32;

/** Whether bytes are the beginning of a GGUF file. */
export function beginsAsGguf(start: Uint8Array): boolean {
  return start.length >= 4 && new ByteCursor(start).uint32() === MAGIC;
}

/**
 * Parses a header.
 * @param bytes the beginning of the file.
 * @param file its name in errors.
 * @throws OutOfBytes when the header goes on behind the bytes; InferenceError `file-malformed`.
 */
export function parseGgufHeader(bytes: Uint8Array, file: string): ParsedHeader {
  const fail = (why: string, tensor?: string): InferenceError => malformed(file, why, tensor);
  const cursor = new ByteCursor(bytes);
  if (cursor.uint32() !== MAGIC) throw fail('it does not begin with "GGUF"');
  checkVersion(cursor.uint32(), fail);
  const [tensorCount, pairCount] = [cursor.uint64(), cursor.uint64()];
  const metadata = readMetadata(cursor, pairCount, fail);
  const [alignment = DEFAULT_ALIGNMENT] = metadata.get('general.alignment') ?? [];
  if (alignment < 1 || (alignment & (alignment - 1)) !== 0) throw fail(`impossible alignment ${alignment}`);
  const tensors: TensorEntry[] = [];
  for (let i = 0; i < tensorCount; i += 1) tensors.push(readTensorEntry(cursor, metadata, fail));
  checkPlaces(tensors, alignment, fail);
  return { tensors, dataStart: Math.ceil(cursor.position / alignment) * alignment };
}

function checkVersion(version: number, fail: (why: string) => Error): void {
  if (VERSIONS.includes(version)) return;
  // The number is small, so that the low half is empty in the other byte order.
  const isBigEndian = (version & 0xffff) === 0 && version !== 0;
  throw fail(isBigEndian ? 'it is big-endian' : `version ${version}; versions ${VERSIONS.join(' and ')} are read`);
}

/** Names are unique, values are aligned, and no two tensors share bytes. */
function checkPlaces(
  tensors: readonly TensorEntry[],
  alignment: number,
  fail: (why: string, tensor?: string) => Error,
): void {
  const names = new Set<string>();
  let end = 0;
  for (const { name, offset, length } of tensors.toSorted((a, b) => a.offset - b.offset || a.length - b.length)) {
    if (names.has(name)) throw fail('it occurs twice', name);
    names.add(name);
    if (offset % alignment !== 0 || offset < end) throw fail(`impossible offset ${offset}`, name);
    end = offset + length;
  }
}

function malformed(file: string, why: string, tensor?: string): InferenceError {
  const [subject, details] = tensor === undefined ? ['', {}] : [`tensor ${tensor}: `, { tensor }];
  const message = `${file}: the GGUF file cannot be read: ${subject}${why}`;
  return new InferenceError('file-malformed', message, { file, received: why, ...details });
}
