/**
 * Weight files as onnxruntime names them: a session is told one folder, and every file is named from there. The folder
 * is the root of the drive that holds the weights, so that any file of it can be mapped: `/`, and on Windows a drive
 * such as `D:\` or a share such as `\\server\share\`.
 */
import * as path from 'node:path';
import { InferenceError } from '../errors.ts';

/** The rules of one system for paths: `path.posix` or `path.win32`. */
type Paths = Pick<typeof path, 'basename' | 'parse'>;

/** Files of a drive that an error message names. */
const SHOWN = 3;

/** @param file absolute path. @returns the path from the root of its drive, for `location` of an initializer. */
export function externalLocation(file: string, paths: Paths = path): string {
  return file.slice(paths.parse(file).root.length);
}

/**
 * The folder that the locations of a graph count from, for `session.model_external_initializers_file_folder_path`.
 * @param files absolute paths with links resolved.
 * @returns undefined for a graph without files.
 * @throws InferenceError `files-apart` when they lie on several drives.
 */
export function externalRoot(files: readonly string[], paths: Paths = path): string | undefined {
  const [first, ...others] = byRoot(files, paths);
  if (!first || others.length === 0) return first?.root;
  const drives = [first, ...others].map(({ root, files: all }) => `${root} (${listed(all, paths)})`);
  throw new InferenceError(
    'files-apart',
    `Weights that are used together lie on different drives: ${drives.join(' and ')}. ` +
      'They can be used from one drive only, and links to another do not help: move or copy them to the same drive.',
    { file: others[0]?.files[0] ?? '', expected: first.root, received: others.map(({ root }) => root).join(', ') },
  );
}

interface Drive {
  readonly root: string;
  readonly files: string[];
}

/** Windows tells no capitals from small letters in the names of drives, servers and shares. */
function byRoot(files: readonly string[], paths: Paths): Drive[] {
  const drives = new Map<string, Drive>();
  for (const file of new Set(files)) {
    const { root } = paths.parse(file);
    const known = drives.get(root.toLowerCase());
    if (known) known.files.push(file);
    else drives.set(root.toLowerCase(), { root, files: [file] });
  }
  return [...drives.values()];
}

function listed(files: readonly string[], paths: Paths): string {
  const names = files.slice(0, SHOWN).map((file) => paths.basename(file));
  return [...names, ...(files.length > SHOWN ? [`${files.length - SHOWN} more`] : [])].join(', ');
}
