/**
 * `extra_model_paths.yaml` of ComfyUI: sections, each with a base folder and folders by kind of model, several of them
 * one a line. Source: https://docs.comfy.org, and `extra_model_paths.yaml.example` in comfyanonymous/ComfyUI.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { COMFY_FOLDERS } from '../../../nodes/services/models/candidates.ts';
import { UsageError } from '../usage-error.ts';

const schema = z.record(z.string(), z.record(z.string(), z.unknown()).nullable());

/** Keys of folders that can hold models of ours. Others are of upscalers, embeddings and the like. */
const KEYS: ReadonlySet<string> = new Set<string>([...COMFY_FOLDERS, 'loras']);

export function isPathsFile(place: string): boolean {
  return /\.ya?ml$/i.test(place);
}

/**
 * The folders that a file lists, absolute, those that exist: files list folders for every kind of model there is.
 * @param option by which the user named the file, for errors.
 * @throws UsageError for a file that cannot be read, or lists no folder that exists.
 */
export function foldersOfPathsFile(option: string, file: string): string[] {
  const base = dirname(resolve(file));
  const listed = Object.values(sectionsOf(option, file)).flatMap((section) => foldersOf(section ?? {}, base));
  const folders = listed.filter((folder) => existsSync(folder));
  if (folders.length > 0) return folders;
  const why = listed.length === 0 ? 'it lists no folders' : `none of its folders exists, such as ${listed[0]}`;
  throw new UsageError(`${option} ${file}: ${why}`);
}

function sectionsOf(option: string, file: string): z.output<typeof schema> {
  try {
    return schema.parse(parse(readFileSync(file, 'utf8')) ?? {});
  } catch (cause) {
    const why = cause instanceof z.ZodError ? 'expected sections of folders, as ComfyUI reads them' : String(cause);
    throw new UsageError(`${option} ${file}: ${why}`, { cause });
  }
}

function foldersOf(section: Readonly<Record<string, unknown>>, base: string): string[] {
  const { base_path: own } = section;
  const root = typeof own === 'string' ? resolve(base, own) : base;
  return Object.entries(section)
    .filter(([key]) => KEYS.has(key))
    .flatMap(([, value]) => (typeof value === 'string' ? value.split('\n') : []))
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => join(resolve(root, line)));
}
