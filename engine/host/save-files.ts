/** Writes the files a run produced. Names are numbered; nothing that exists is overwritten. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunResult } from '../run/engine.ts';
import type { FileArtifact } from '../../nodes/sockets.ts';
import { FILE, FILES } from '../../nodes/sockets.ts';

/** Digits of a number, so that names sort. */
const DIGITS = 5;

export interface FileOfNode {
  readonly node: string;
  readonly file: FileArtifact;
}

/** The values of the run's outputs that are files. */
export function filesOfRun({ outputs, stored }: RunResult): FileOfNode[] {
  return Object.entries(outputs).flatMap(([node, values]) =>
    Object.entries(values).flatMap(([name, value]) =>
      filesIn(stored[node]?.[name]?.type, value).map((file) => ({ node, file })),
    ),
  );
}

function filesIn(type: string | undefined, value: unknown): readonly FileArtifact[] {
  if (type === FILE.name) return [value as FileArtifact];
  return type === FILES.name ? (value as readonly FileArtifact[]) : [];
}

/**
 * Writes a file as `prefix-00001.ext`, with the first number that is free.
 * @returns its path.
 */
export async function saveNumbered(folder: string, { prefix, extension, data }: FileArtifact): Promise<string> {
  await mkdir(folder, { recursive: true });
  const name = safeName(prefix);
  let number = (await highestNumber(folder, name)) + 1;
  for (;;) {
    const path = join(folder, `${name}-${String(number).padStart(DIGITS, '0')}.${extension}`);
    try {
      // Exclusive: another process may have taken the number.
      await writeFile(path, data, { flag: 'wx' });
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      number += 1;
    }
  }
}

/** A workflow is data from somebody else: its prefix can never leave the folder. */
function safeName(prefix: string): string {
  const name = prefix
    .replaceAll(/[^\p{L}\p{N} ._-]/gu, '_')
    .replace(/^\.+/, '')
    .trim();
  return name === '' ? 'inkloom' : name;
}

async function highestNumber(folder: string, name: string): Promise<number> {
  const numbers = (await readdir(folder)).flatMap((entry) => {
    const [, number] = entry.startsWith(`${name}-`) ? (/^(\d+)\./.exec(entry.slice(name.length + 1)) ?? []) : [];
    return number === undefined ? [] : [Number(number)];
  });
  return Math.max(0, ...numbers);
}
