/** Loads the files of a run from its server and writes them here. */
import { extname } from 'node:path';
import { storageErrorOf } from '../../files/storage-error.ts';
import type { SavedFile } from '../../host/save-files.ts';
import { DamagedDownload, type Patience, patiently, type ServerApi, ServerError } from '../../client/index.ts';
import type { FileSaver } from '../save-targets.ts';
import type { NodeFailure, RunDetail, RunFile } from '../../protocol/index.ts';

/** What a server adds to the name of a file: the numbers of its run, of the file in it, and of an attempt. */
const NUMBERS = /-\d{5,}(?:-\d+)?(?:_\d+)?$/;

export interface SavedFiles {
  /** Paths. */
  readonly files: readonly string[];
  /** A failure for each file that could not be loaded or written. */
  readonly failures: readonly NodeFailure[];
}

/**
 * Every file is whole, with the bytes that the server saved, before it has its name. One that is here is not written
 * again.
 * @throws ServerUnreachable when the server stayed away; the reason of the signal.
 */
export async function saveFiles(
  api: ServerApi,
  run: RunDetail,
  target: FileSaver,
  options: Patience & { readonly onSaved: (node: string, file: SavedFile) => void },
): Promise<SavedFiles> {
  const files: string[] = [];
  const failures: NodeFailure[] = [];
  for (const file of savedBy(run)) {
    try {
      const data = await patiently(() => api.file(file, options.signal), options);
      const [prefix, extension] = partsOf(file.name);
      const saved = await target.save({ prefix, extension, mediaType: file.mediaType, data }, file.node);
      files.push(saved.path);
      options.onSaved(file.node, saved);
    } catch (error) {
      failures.push(failureOf(file, run, error));
    }
  }
  return { files, failures };
}

/** The files that a run saved, without the pictures that it only shows. */
export function savedBy({ files }: Pick<RunDetail, 'files'>): readonly RunFile[] {
  return files.filter(({ folder }) => folder === 'output');
}

function partsOf(name: string): readonly [prefix: string, extension: string] {
  const extension = extname(name);
  const stem = name.slice(0, name.length - extension.length);
  return [stem.replace(NUMBERS, ''), extension.slice(1)];
}

/** @throws any error that is not of this file alone. */
function failureOf({ node, name }: RunFile, { workflow }: RunDetail, error: unknown): NodeFailure {
  const type = workflow.nodes[node]?.type ?? '';
  const storage = storageErrorOf(error);
  if (storage) return { node, type, message: storage.message, code: storage.code };
  if (error instanceof DamagedDownload) return { node, type, message: error.message, code: 'damaged-download' };
  if (error instanceof ServerError)
    return { node, type, message: `${name} cannot be loaded from the server: ${error.message}`, code: error.code };
  throw error;
}
