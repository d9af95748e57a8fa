/** Finds the file of a workflow that somebody names. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { closest } from '../graph/closest.ts';
import { shippedFolder, statOf } from './places.ts';
import { UsageError } from './usage-error.ts';

const SCHEMA = 'workflow.schema.json';
/** Extensions of files that can hold a workflow. */
const EXTENSIONS = ['.json', '.png', '.jpg', '.jpeg', '.webp'];

/**
 * @param given a file, or the bare name of a workflow that ships, such as `text-to-image`.
 * @throws UsageError for a file that does not exist, with the names it may have meant.
 */
export function workflowFile(given: string): string {
  const file = statOf(given);
  if (file?.isFile()) return given;
  const shipped = join(shippedFolder(), `${given}.json`);
  if (/^[\w-]+$/.test(given) && existsSync(shipped)) return shipped;
  if (!file) throw new UsageError(`${given}: there is no such file. ${hint(given)}`);
  return given;
}

/** Names of the workflows that ship. */
export function shippedWorkflows(): string[] {
  return readdirSync(shippedFolder())
    .filter((name) => name.endsWith('.json') && name !== SCHEMA)
    .map((name) => basename(name, '.json'))
    .toSorted();
}

function hint(given: string): string {
  const shipped = shippedWorkflows();
  const [folder, name] = [dirname(given), basename(given)];
  const stem = basename(name, extname(name));
  const beside = filesIn(folder).filter((each) => EXTENSIONS.includes(extname(each).toLowerCase()));
  const near = beside.find((each) => basename(each, extname(each)) === stem) ?? closest(name, beside);
  if (near !== undefined) return `Did you mean "${folder === '.' ? near : join(folder, near)}"?`;
  const known = shipped.find((each) => each === stem) ?? closest(stem.replaceAll(' ', '-'), shipped);
  if (known !== undefined) return `Did you mean "${known}", which ships?`;
  return `Name a workflow file, a picture that Inkloom made, or one that ships: ${shipped.join(', ')}.`;
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
