/** Checks the values of settings, by reading them as the command line does. */
import { isAbsolute } from 'node:path';
import type { SettingName } from '../../protocol/index.ts';
import { parseTemplate } from '../batch/names/template.ts';
import { cacheLimits, inferenceOptions } from '../engine-settings.ts';
import { isPathsFile } from '../folders/extra-model-paths.ts';
import { statOf } from '../places.ts';
import { UsageError } from '../usage-error.ts';

/** The option of a message of the command line, which is not what the user typed. */
const OPTION = /^[\w-]+: /;

/** @returns a sentence without full stop that says what was expected; undefined for a value that can be used. */
export function problemOf(name: SettingName, value: string): string | undefined {
  try {
    if (name === 'fileNames') checkNames(value);
    inferenceOptions({ device: 'auto', [name]: value });
    cacheLimits({ cacheSize: '1GiB', [name]: value });
    return undefined;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return capitalised(error.message.replace(OPTION, ''));
  }
}

/** @throws UsageError */
function checkNames(template: string): void {
  const { extension, segments } = parseTemplate(template);
  if (extension !== undefined)
    throw new UsageError(`The name "${template}" ends with .${extension}. Leave that out: each file gets its own`);
  if (!segments.flat().some(({ kind }) => kind === 'field'))
    throw new UsageError(`The name "${template}" is the same for every file. Add a field, such as {run:05} or {seed}`);
}

/** @returns as {@link problemOf}, for a place with models. */
export function problemOfPlace(path: string): string | undefined {
  if (!isAbsolute(path)) return `Expected the whole path of a folder, got "${path}"`;
  const found = statOf(path);
  if (!found) return `There is no folder ${path}`;
  if (found.isDirectory() || isPathsFile(path)) return undefined;
  return `${path} is a file, not a folder`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
