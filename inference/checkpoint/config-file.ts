/** `config.json` of a component, validated before anything else looks at it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { InferenceError } from '../errors.ts';
import { errorCode } from './error-code.ts';

/**
 * Reads and validates `config.json` in a component folder.
 * @throws InferenceError `file-missing`, `file-malformed` (not JSON) or `config-invalid` (names the file and the field).
 */
export async function readConfig<T>(dir: string, schema: z.ZodType<T>): Promise<T> {
  return readJson(join(dir, 'config.json'), schema);
}

/** The same for a JSON file of another name. */
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
  const issue = parsed.error.issues[0];
  const field = issue?.path.map(String).join('.') ?? '';
  throw new InferenceError(
    'config-invalid',
    `${file}: ${field === '' ? '' : `${field}: `}${issue?.message ?? 'invalid'}`,
    { file, field, ...(issue ? { expected: issue.message } : {}) },
    { cause: parsed.error },
  );
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InferenceError('file-malformed', `${file} is not valid JSON`, { file }, { cause });
  }
}
