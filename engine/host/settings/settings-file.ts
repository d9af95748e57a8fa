/**
 * The file that keeps settings: `settings.json` in the data folder, written by the editor's page of settings and read
 * by every command. Options of the command line and environment variables win over it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type FileLayer, DISK } from '../../files/file-layer.ts';
import { replaceFile } from '../../files/write-file.ts';
import { type KeptSettings, SETTING_NAMES } from '../../protocol/index.ts';
import { UsageError } from '../usage-error.ts';
import { problemOf } from './check-setting.ts';

/** Other names stay in the file: a later version may have written them. */
const keptSettings = z.looseObject({
  ...Object.fromEntries(SETTING_NAMES.map((name) => [name, z.string().optional()])),
  models: z.array(z.string()).optional(),
}) as z.ZodType<KeptSettings>;

/** @param data the data folder. */
export function settingsPath(data: string): string {
  return join(data, 'settings.json');
}

/** @throws UsageError for a file that is damaged, or holds a value that cannot be used: it names file and setting. */
export function readSettings(data: string): KeptSettings {
  const path = settingsPath(data);
  const text = textOf(path);
  if (text === undefined) return {};
  const kept = parse(path, text);
  for (const name of SETTING_NAMES) {
    const problem = kept[name] === undefined ? undefined : problemOf(name, kept[name]);
    if (problem !== undefined) throw unusable(path, `${name}: ${problem}`);
  }
  return kept;
}

/** @throws StorageError */
export async function writeSettings(data: string, kept: KeptSettings, files: FileLayer = DISK): Promise<void> {
  await replaceFile(settingsPath(data), Buffer.from(`${JSON.stringify(kept, undefined, 2)}\n`), { files, mode: 0o600 });
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unusable(path, (error as Error).message);
  }
}

function parse(path: string, text: string): KeptSettings {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw unusable(path, (error as Error).message);
  }
  const { data, error } = keptSettings.safeParse(value);
  if (data) return data;
  const [issue] = error.issues;
  throw unusable(path, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'cannot be read'}`);
}

function unusable(path: string, problem: string): UsageError {
  return new UsageError(`${path}: ${problem}. Mend the file, or delete it to have every default`);
}
