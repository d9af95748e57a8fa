/** The files of the repository as the house tests see them: paths relative to its root, with text and folder. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** Rooms that ship. */
export const ROOMS = ['engine', 'inference', 'nodes', 'editor'] as const;
/** Rooms that ship, and what checks them. */
export const ALL = [...ROOMS, 'test', 'bench'] as const;

/** Data, whatever its extension: recorded tensors, checkpoints and what is built. */
const SKIPPED = new Set(['node_modules', 'fixtures', 'dist', 'out', '.git', 'coverage']);

export interface SourceFile {
  /** From the root, with slashes. */
  readonly path: string;
  readonly folder: string;
  readonly lines: readonly string[];
}

/** Files below the given folders whose extension is one of `extensions`, without dots. Sorted. */
export function filesIn(folders: readonly string[], extensions: readonly string[]): readonly SourceFile[] {
  return folders.flatMap((folder) => pathsBelow(join(ROOT, folder), extensions)).map(readSource);
}

export function readSource(path: string): SourceFile {
  const name = relative(ROOT, path).split(sep).join('/');
  const text = readFileSync(path, 'utf8');
  return { path: name, folder: dirname(name), lines: text.replace(/\n$/, '').split('\n') };
}

function pathsBelow(folder: string, extensions: readonly string[]): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : pathsBelow(path, extensions);
      return extensions.includes(entry.name.split('.').at(-1) ?? '') ? [path] : [];
    });
}
