/** Values of settings that are not written out: `prompt=@file` is the text of a file, `seed=random` a new seed. */
import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { NodeRegistry } from '../graph/registry.ts';
import { UsageError } from '../host/usage-error.ts';
import type { Workflow } from '../workflow/schema.ts';
import { findSettable, listSettables } from '../workflow/settables.ts';

const FROM_FILE = /^([^=]+)=@(?!@)(.*)$/s;
const DOUBLED = /^([^=]+)=@@/;
const RANDOM = /^([^=]+)=random$/;
/** Random seeds are below, so that every program can hold them. */
const SEEDS = 2 ** 48 - 1;

/**
 * Settings with the texts of files in place of their names. A line break at the end of a file is dropped; `@@` begins a
 * text with one `@`.
 * @throws UsageError for a file that cannot be read.
 */
export function withFileTexts(settings: readonly string[]): Promise<string[]> {
  return Promise.all(
    settings.map(async (setting) => {
      const [, name = '', file] = FROM_FILE.exec(setting) ?? [];
      if (file === undefined) return setting.replace(DOUBLED, '$1=@');
      return `${name}=${(await textOf(setting, file)).replace(/\r?\n$/, '')}`;
    }),
  );
}

async function textOf(setting: string, file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (cause as Error).message;
    throw new UsageError(`--set ${setting}: ${why}. For a text that begins with @, write @@`, { cause });
  }
}

/** Settings with a new seed in place of each `random` that is given to a seed. @param say told each seed. */
export function withRandomSeeds(
  workflow: Workflow,
  settings: readonly string[],
  registry: NodeRegistry,
  say: (message: string) => void,
): string[] {
  if (!settings.some((setting) => RANDOM.test(setting))) return [...settings];
  const settables = listSettables(workflow, registry);
  return settings.map((setting) => {
    const [, name = ''] = RANDOM.exec(setting) ?? [];
    if (findSettable(workflow, settables, name.trim())?.definition.kind !== 'seed') return setting;
    const seed = randomInt(SEEDS);
    say(`${name}: ${seed}`);
    return `${name}=${seed}`;
  });
}
