/**
 * Writes the files a run made. Names are numbered, and no existing file is overwritten. A file that an earlier run of
 * the same work has saved is not written again.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileArtifact } from '../../nodes/sockets.ts';
import { FILE, FILES } from '../../nodes/sockets.ts';
import type { Plan } from '../graph/plan.ts';
import { DISK, type FileLayer } from '../files/file-layer.ts';
import { foldedName } from '../files/same-name.ts';
import { claimName, makeFolder, removeUnfinished, withWritten } from '../files/write-file.ts';
import type { FinishedTarget } from '../run/delivery.ts';
import type { RunResult } from '../run/engine.ts';
import { fileExtension, outputStem } from './file-name.ts';
import { SavedBefore } from './folders/saved-before.ts';

/** Digits of a number, so that names sort. */
const DIGITS = 5;
/** Age at which an unfinished file belongs to no living process, in milliseconds. */
const ABANDONED = 3600 * 1000;

/** Digits of a number that counts in the folder. A larger one is no number of ours, and could not be counted on. */
const MOST_DIGITS = 15;

export interface FileOfNode {
  /** Id of the node that made it. */
  readonly node: string;
  readonly file: FileArtifact;
}

/** The files among the outputs of a run. */
export function filesOfRun({ outputs, stored }: RunResult): FileOfNode[] {
  return Object.entries(outputs).flatMap(([node, values]) =>
    filesOfTarget({ node, values, stored: stored[node] ?? {} }),
  );
}

/** The files among the outputs of one target. */
export function filesOfTarget({
  node,
  values,
  stored,
}: Pick<FinishedTarget, 'node' | 'values' | 'stored'>): FileOfNode[] {
  return Object.entries(values).flatMap(([name, value]) =>
    filesIn(stored[name]?.type, value).map((file) => ({ node, file })),
  );
}

/** Whether a target of a plan gives files. */
export function savesFiles({ nodes }: Plan, target: string): boolean {
  const outputs = Object.values(nodes.get(target)?.definition.outputs ?? {});
  return outputs.some(({ socket }) => socket.name === FILE.name || socket.name === FILES.name);
}

/** @param type name of the socket type. */
function filesIn(type: string | undefined, value: unknown): readonly FileArtifact[] {
  if (type === FILE.name) return [value as FileArtifact];
  return type === FILES.name ? (value as readonly FileArtifact[]) : [];
}

/** Where a file is, and whether this run wrote it. */
export interface SavedFile {
  readonly path: string;
  readonly isNew: boolean;
}

/** The folder of the files of one run. */
export class RunFolder {
  readonly #folder: string;
  /** What was there before the run saved its first file of a name, by name. */
  readonly #before = new Map<string, Promise<SavedBefore>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Saves a file by {@link saveNumbered}, unless a file of this name and another number holds the same bytes, which
   * this run has neither saved nor found.
   * @throws StorageError
   */
  async save(file: FileArtifact): Promise<SavedFile> {
    const [stem, extension] = [outputStem(file.prefix), fileExtension(file.extension)];
    const kind = foldedName(`${stem}.${extension}`);
    const isOfKind = (name: string): boolean =>
      numberOf(name, stem) !== undefined && foldedName(name).endsWith(foldedName(`.${extension}`));
    const before = this.#before.get(kind) ?? SavedBefore.list(this.#folder, isOfKind);
    this.#before.set(kind, before);
    const name = await (await before).take(file.data);
    if (name !== undefined) return { path: join(this.#folder, name), isNew: false };
    return { path: await saveNumbered(this.#folder, file), isNew: true };
  }
}

/**
 * Writes a file as `prefix-00001.ext`, with the number after the highest in the folder. The name leads to the whole
 * file or to none, whenever the process ends.
 * @returns its path.
 * @throws StorageError
 */
export async function saveNumbered(
  folder: string,
  { prefix, extension, data }: FileArtifact,
  files: FileLayer = DISK,
): Promise<string> {
  await makeFolder(folder, files);
  await removeUnfinished(folder, ABANDONED, files);
  const name = outputStem(prefix);
  const first = (await highestNumber(folder, name)) + 1;
  const pathOf = (number: number): string =>
    join(folder, `${name}-${String(number).padStart(DIGITS, '0')}.${fileExtension(extension)}`);
  const claimFree = async (temporary: string): Promise<string> => {
    // Another process may take a number meanwhile.
    for (let number = first; ; number++) {
      const path = pathOf(number);
      if (await claimName(temporary, path, files)) return path;
    }
  };
  return withWritten(pathOf(first), data, claimFree, { files });
}

/** The highest number of the files of a name, in whatever capitals; 0 when there is none. */
async function highestNumber(folder: string, name: string): Promise<number> {
  let highest = 0;
  for (const entry of await readdir(folder)) highest = Math.max(highest, numberOf(entry, name) ?? 0);
  return highest;
}

/** The number in the name of a file, in whatever capitals; undefined for a file of another name. */
function numberOf(entry: string, name: string): number | undefined {
  const start = foldedName(`${name}-`);
  const given = foldedName(entry);
  if (!given.startsWith(start)) return undefined;
  const digits = /^(\d+)\./.exec(given.slice(start.length))?.[1] ?? '';
  return digits !== '' && digits.length <= MOST_DIGITS ? Number(digits) : undefined;
}
