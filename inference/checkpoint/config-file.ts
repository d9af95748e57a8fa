/** JSON files that a component must have, such as its `config.json`, validated as they are read. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { InferenceError } from '../errors.ts';
import { errorCode } from './error-code.ts';
import { refuseLfsPointer } from './lfs-pointer.ts';

/**
 * Reads and validates `config.json` in a component folder.
 * @throws InferenceError `file-missing`, `file-malformed` (not JSON) or `config-invalid` (names the file and the
 *   field).
 */
export async function readConfig<T>(dir: string, schema: z.ZodType<T>): Promise<T> {
  return readJson(join(dir, 'config.json'), schema);
}

/**
 * Reads and validates a JSON file.
 * @throws InferenceError as {@link readConfig}.
 */
export async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new InferenceError(
      'file-missing',
      `Config not found: ${file}`,
      { file, received: errorCode(cause) },
      { cause },
    );
  });
  return parseConfig(parseJson(text, file), schema, file);
}

/**
 * Validates a config that is already data.
 * @param file names the config in errors.
 * @throws InferenceError `config-invalid` with the first offending field.
 */
export function parseConfig<T>(config: unknown, schema: z.ZodType<T>, file: string): T {
  const parsed = schema.safeParse(config);
  if (parsed.success) return parsed.data;
  const { path = [], message: expected = 'invalid' } = parsed.error.issues[0] ?? {};
  const field = path.map(String).join('.');
  const message = [file, ...(field === '' ? [] : [field]), expected].join(': ');
  throw new InferenceError('config-invalid', message, { file, field, expected }, { cause: parsed.error });
}

function parseJson(text: string, file: string): unknown {
  refuseLfsPointer(file, text);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InferenceError('file-malformed', `${file} is not valid JSON`, { file }, { cause });
  }
}
