/**
 * The header of a GGUF file, versions 2 and 3: numbers and names first, the values behind. Only the header is read, in
 * growing pieces and up to a limit, so that a damaged or hostile file ends in an error and not in exhausted memory.
 * Source: the specification of GGUF in https://github.com/ggml-org/ggml.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { InferenceError } from '../../errors.ts';
import { errorCode } from '../error-code.ts';
import { refuseLfsPointer } from '../lfs-pointer.ts';
import { readFully } from '../read-fully.ts';
import { resolveLinks } from '../resolve-links.ts';
import type { StoredWeight } from '../stored-weight.ts';
import { OutOfBytes } from './byte-cursor.ts';
import { parseGgufHeader, type ParsedHeader } from './parse-header.ts';

/** Bytes read at first; headers without a vocabulary fit. */
const FIRST_BYTES = 2 ** 20;
/** Longest header. One with a vocabulary of 152,064 tokens takes 8 MB. */
const MAX_HEADER_BYTES = 2 ** 26;

/**
 * Locates the tensors of a GGUF file, under their stored names and with sizes in PyTorch order.
 * @throws InferenceError `file-missing`, `file-truncated` or `file-malformed`, each naming the file.
 */
export async function readGgufHeader(path: string): Promise<ReadonlyMap<string, StoredWeight>> {
  const file = await resolveLinks(path).catch((cause: unknown) => {
    const details = { file: path, received: errorCode(cause) };
    throw new InferenceError('file-missing', `Weight file not found: ${path}`, details, { cause });
  });
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const { tensors, dataStart } = await readHeader(handle, file, size);
    return new Map(
      tensors.map(({ name, shape, type, offset, length }): [string, StoredWeight] => {
        const place = { file, shape, offset: dataStart + offset, length };
        if (place.offset + length > size) throw truncated(file, `${place.offset + length} bytes`, size);
        if (type.kind === 'plain') return [name, { ...place, encoding: 'plain', dtype: type.dtype }];
        return [name, { ...place, encoding: 'block-quantised', format: type.format }];
      }),
    );
  } finally {
    await handle.close();
  }
}

/** Reads more and more of the file until the header is complete. */
async function readHeader(handle: FileHandle, file: string, size: number): Promise<ParsedHeader> {
  for (let bytes = FIRST_BYTES; ; bytes *= 4) {
    const start = await readFully(handle, 0, Math.min(bytes, MAX_HEADER_BYTES, size));
    if (bytes === FIRST_BYTES) refuseLfsPointer(file, start.subarray(0, 200));
    try {
      return parseGgufHeader(start, file);
    } catch (error) {
      if (!(error instanceof OutOfBytes)) throw error;
      if (bytes >= size) throw truncated(file, 'a whole header', size);
      if (bytes >= MAX_HEADER_BYTES) throw endless(file);
    }
  }
}

function truncated(file: string, expected: string, size: number): InferenceError {
  const received = `${size} bytes`;
  const message = `${file} is incomplete: expected ${expected}, received ${received}. Download it again.`;
  return new InferenceError('file-truncated', message, { file, expected, received });
}

function endless(file: string): InferenceError {
  const expected = `a header of at most ${MAX_HEADER_BYTES} bytes`;
  const message = `${file} is damaged: expected ${expected}, received more. Download it again.`;
  return new InferenceError('file-malformed', message, { file, expected, received: 'more' });
}
