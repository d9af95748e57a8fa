/** Names of files below a folder, as workflows give them: relative, with slashes, and never leading out. */
import * as path from 'node:path';
import { isReservedName } from '../../engine/graph/portable-name.ts';

/** Parts that do not begin with a dot, with slashes between. */
const NAME = /^[^./\\][^/\\]*(\/[^./\\][^/\\]*)*$/;
/**
 * A part that Windows reads as something else: a stream of a file (`a.png:b`), a pattern, or the name without its dots
 * and spaces at the end. Source: https://learn.microsoft.com/windows/win32/fileio/naming-a-file.
 */
// oxlint-disable-next-line no-control-regex -- control characters are among what no name may have
const NOT_OF_WINDOWS = /[\u0000-\u001f<>:"|?*]|[. ]$/;

/** @param name with slashes. @returns whether it can name a file below a folder. */
export function isNameBelow(name: string, paths: Pick<typeof path, 'sep'> = path): boolean {
  if (!NAME.test(name)) return false;
  return paths.sep === '/' || !name.split('/').some((part) => NOT_OF_WINDOWS.test(part) || isReservedName(part));
}

/** Whether a path leads to something inside of a folder, or of a drive; both absolute, links resolved. */
export function isInside(
  folder: string,
  file: string,
  paths: Pick<typeof path, 'isAbsolute' | 'relative' | 'sep'> = path,
): boolean {
  const below = paths.relative(folder, file);
  return below !== '' && below !== '..' && !below.startsWith(`..${paths.sep}`) && !paths.isAbsolute(below);
}
