/**
 * Files that a checkpoint folder may or may not have. Symbolic links are resolved, because the Hub cache stores every
 * file as a link into `blobs/`, and every failure is an InferenceError that names the file.
 */
import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceError } from '../errors.ts';
import { refuseLfsPointer } from './lfs-pointer.ts';
import { resolveLinks } from './resolve-links.ts';

/** A parsed JSON object whose values are still to be checked. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object, not an array and not null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The text of `directory/name`, or undefined when there is no such entry.
 * @throws InferenceError `file-missing` when the entry exists but is a link to nothing or cannot be read,
 *   `file-truncated` for a Git LFS pointer.
 */
export async function readOptionalText(directory: string, name: string): Promise<string | undefined> {
  const file = join(directory, name);
  let target: string;
  try {
    target = await resolveLinks(file);
  } catch (cause) {
    if (await isLink(file)) {
      throw new InferenceError('file-missing', `${file} is a link whose target does not exist`, { file }, { cause });
    }
    return undefined;
  }
  const text = await readFile(target, 'utf8').catch((cause: unknown) => {
    throw new InferenceError('file-missing', `${file} cannot be read`, { file }, { cause });
  });
  refuseLfsPointer(file, text);
  return text;
}

/**
 * The JSON object in `directory/name`, or undefined when there is no such file.
 * @throws InferenceError `file-missing` as for {@link readOptionalText}; `file-malformed` when the file holds anything
 *   but one JSON object.
 */
export async function readOptionalJson(directory: string, name: string): Promise<JsonObject | undefined> {
  const text = await readOptionalText(directory, name);
  return text === undefined ? undefined : parseJsonObject(text, join(directory, name));
}

function parseJsonObject(text: string, file: string): JsonObject {
  const expected = 'a JSON object';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new InferenceError('file-malformed', `${file} is not valid JSON`, { file, expected }, { cause });
  }
  if (isJsonObject(value)) return value;
  const received = Array.isArray(value) ? 'an array' : String(value);
  throw new InferenceError('file-malformed', `${file} must hold a JSON object, not ${received}`, {
    file,
    expected,
    received,
  });
}

function isLink(file: string): Promise<boolean> {
  return lstat(file).then(
    (entry) => entry.isSymbolicLink(),
    () => false,
  );
}
