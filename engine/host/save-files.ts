/** Writes the files a run made. Names are numbered, and no existing file is overwritten. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileArtifact } from '../../nodes/sockets.ts';
import { FILE, FILES } from '../../nodes/sockets.ts';
import type { Plan } from '../graph/plan.ts';
import { DISK, type FileLayer } from '../files/file-layer.ts';
import { foldedName } from '../files/same-name.ts';
import { claimName, makeFolder, removeUnfinished, withWritten } from '../files/write-file.ts';
import type { RunResult } from '../run/engine.ts';
import { fileExtension, outputStem } from './file-name.ts';

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
  const values = Object.entries(outputs).flatMap(([node, byName]) =>
    Object.entries(byName).map(([name, value]) => ({ node, value, type: stored[node]?.[name]?.type })),
  );
  return values.flatMap(({ node, value, type }) => filesIn(type, value).map((file) => ({ node, file })));
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
  const start = foldedName(`${name}-`);
  let highest = 0;
  for (const entry of await readdir(folder)) {
    const given = foldedName(entry);
    if (!given.startsWith(start)) continue;
    const digits = /^(\d+)\./.exec(given.slice(start.length))?.[1] ?? '';
    if (digits.length <= MOST_DIGITS) highest = Math.max(highest, Number(digits));
  }
  return highest;
}
