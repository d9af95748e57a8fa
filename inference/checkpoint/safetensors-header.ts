/**
 * The header of a safetensors file: 8 bytes little-endian length, then JSON of that length, then the values. Only the
 * header is read. Byte ranges are checked here because onnxruntime trusts them: a file that is shorter than its header
 * says kills the process (SIGBUS) once it is mapped.
 * Source: https://github.com/huggingface/safetensors#format.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { z } from 'zod';
import { InferenceError } from '../errors.ts';
import { errorCode } from './error-code.ts';
import { refuseLfsPointer } from './lfs-pointer.ts';
import { readFully } from './read-fully.ts';
import { resolveLinks } from './resolve-links.ts';
import { isStoredDType, STORED_DTYPES, storedBytes } from './stored-dtype.ts';
import type { WeightLocation } from './stored-weight.ts';

/** Limit of the reference implementation: a longer header is a damaged or hostile file. */
const MAX_HEADER_BYTES = 100_000_000;

/** Bytes at the start of a file that tell a Git LFS pointer. */
const POINTER_BYTES = 200;

/** The entry of a header that is no tensor. */
const METADATA = '__metadata__';

/** Characters of an unreadable entry that an error shows. */
const SHOWN = 200;

const size = z.number().int().nonnegative();
const entrySchema = z.object({ dtype: z.string(), shape: z.array(size), data_offsets: z.tuple([size, size]) });

export interface SafetensorsHeader {
  readonly tensors: ReadonlyMap<string, WeightLocation>;
  /** Texts under `__metadata__`, by name. */
  readonly metadata: ReadonlyMap<string, string>;
}

/** The tensors of {@link readSafetensors}. */
export async function readSafetensorsHeader(path: string): Promise<ReadonlyMap<string, WeightLocation>> {
  return (await readSafetensors(path)).tensors;
}

/**
 * Locates the tensors of a safetensors file.
 * @throws InferenceError `file-missing`, `file-truncated` or `file-malformed`, each naming the file.
 */
export async function readSafetensors(path: string): Promise<SafetensorsHeader> {
  const file = await resolveLinks(path).catch((cause: unknown) => {
    throw new InferenceError(
      'file-missing',
      `Weight file not found: ${path}`,
      { file: path, received: errorCode(cause) },
      { cause },
    );
  });
  const handle = await open(file, 'r');
  try {
    const { size: fileBytes } = await handle.stat();
    refuseLfsPointer(file, await readFully(handle, 0, Math.min(fileBytes, POINTER_BYTES)));
    const headerBytes = await readHeaderLength(handle, file, fileBytes);
    return parseSafetensorsHeader(await readFully(handle, 8, headerBytes), file, fileBytes);
  } finally {
    await handle.close();
  }
}

/**
 * Parses the JSON of a header.
 * @param fileBytes size of the whole file.
 * @throws InferenceError `file-truncated` or `file-malformed`.
 */
export function parseSafetensorsHeader(json: Uint8Array, file: string, fileBytes: number): SafetensorsHeader {
  const header = parseJson(json, file);
  return { tensors: locate(header, file, 8 + json.length, fileBytes), metadata: metadataOf(header) };
}

async function readHeaderLength(handle: FileHandle, file: string, fileBytes: number): Promise<number> {
  if (fileBytes < 8) throw truncated(file, 'at least 8 bytes', `${fileBytes} bytes`);
  const length = Number(new DataView((await readFully(handle, 0, 8)).buffer).getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES) {
    throw malformed(
      file,
      'is not a safetensors file: impossible header length',
      `at most ${MAX_HEADER_BYTES}`,
      `${length}`,
    );
  }
  if (8 + length > fileBytes) throw truncated(file, `a header of ${length} bytes`, `${fileBytes} bytes in all`);
  return length;
}

function parseJson(bytes: Uint8Array, file: string): Readonly<Record<string, unknown>> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw new InferenceError(
      'file-malformed',
      `${file}: the safetensors header is not a JSON object`,
      { file },
      { cause },
    );
  }
}

function metadataOf({ [METADATA]: metadata }: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const entries = typeof metadata === 'object' && metadata !== null ? Object.entries(metadata) : [];
  return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function locate(
  header: Readonly<Record<string, unknown>>,
  file: string,
  dataStart: number,
  fileBytes: number,
): ReadonlyMap<string, WeightLocation> {
  const tensors = Object.entries(header)
    .filter(([name]) => name !== METADATA)
    .map(([name, entry]) => ({ name, ...parseEntry(name, entry, file) }))
    .toSorted((a, b) => a.begin - b.begin || a.end - b.end);
  let expected = 0;
  for (const { name, begin, end } of tensors) {
    if (begin !== expected)
      throw malformed(
        file,
        `tensor ${name}: values leave a gap or overlap`,
        `offset ${expected}`,
        `offset ${begin}`,
        name,
      );
    expected = end;
  }
  if (dataStart + expected > fileBytes) {
    const cut = tensors.find(({ end }) => dataStart + end > fileBytes);
    throw truncated(file, `${dataStart + expected} bytes`, `${fileBytes} bytes`, cut?.name);
  }
  if (dataStart + expected < fileBytes)
    throw malformed(file, 'holds bytes after the last tensor', `${dataStart + expected} bytes`, `${fileBytes} bytes`);
  return new Map(
    tensors.map(({ name, dtype, shape, begin, end }) => [
      name,
      { file, offset: dataStart + begin, length: end - begin, dtype, shape },
    ]),
  );
}

function parseEntry(name: string, entry: unknown, file: string) {
  const parsed = entrySchema.safeParse(entry);
  if (!parsed.success)
    throw malformed(
      file,
      `tensor ${name}: unreadable header entry`,
      'dtype, shape and data_offsets',
      (JSON.stringify(entry) ?? 'nothing').slice(0, SHOWN),
      name,
    );
  const {
    dtype,
    shape,
    data_offsets: [begin, end],
  } = parsed.data;
  if (!isStoredDType(dtype))
    throw malformed(file, `tensor ${name}: unknown dtype`, `one of ${STORED_DTYPES.join(', ')}`, dtype, name);
  const bytes = storedBytes(dtype, shape);
  if (end - begin !== bytes) {
    throw malformed(
      file,
      `tensor ${name}: byte range does not fit ${dtype} [${shape.join(', ')}]`,
      `${bytes} bytes`,
      `${end - begin} bytes`,
      name,
    );
  }
  return { dtype, shape, begin, end };
}

/** @param tensor the first one whose values are not all there. */
function truncated(file: string, expected: string, received: string, tensor?: string): InferenceError {
  const where = tensor === undefined ? '' : `, cut off at tensor ${tensor}`;
  return new InferenceError(
    'file-truncated',
    `${file} is incomplete: expected ${expected}, received ${received}${where}. Download it again.`,
    { file, expected, received, ...(tensor === undefined ? {} : { tensor }) },
  );
}

function malformed(file: string, what: string, expected: string, received: string, tensor?: string): InferenceError {
  return new InferenceError('file-malformed', `${file} ${what}: expected ${expected}, received ${received}`, {
    file,
    expected,
    received,
    ...(tensor === undefined ? {} : { tensor }),
  });
}
