/** The folders that each system has for the data and the caches of programs. */
import { posix, win32 } from 'node:path';

/** The parts of a system that its folders depend on. */
export interface System {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's home folder, absolute. */
  readonly home: string;
}

export interface Place {
  /** Absolute. */
  readonly folder: string;
  /** Where an earlier version kept the same. `sign`: a path that is there only when it did. */
  readonly former: readonly { readonly folder: string; readonly sign: string }[];
}

/**
 * For what cannot be computed again: `%LOCALAPPDATA%` on Windows, since pictures and queues are too large for a profile
 * that roams; `~/Library/Application Support` on macOS; elsewhere `XDG_DATA_HOME` of the XDG Base Directory
 * Specification.
 */
export function dataPlace({ platform, env, home }: System): Place {
  if (platform === 'win32') return { folder: win32.join(localAppData(env, home), 'inkloom', 'data'), former: [] };
  if (platform === 'darwin') return { folder: posix.join(home, 'Library/Application Support/inkloom'), former: [] };
  return { folder: posix.join(env['XDG_DATA_HOME'] || posix.join(home, '.local/share'), 'inkloom'), former: [] };
}

/** For what can be computed again: `%LOCALAPPDATA%`, `~/Library/Caches`, `XDG_CACHE_HOME`. */
export function cachePlace({ platform, env, home }: System): Place {
  if (platform === 'win32') {
    const own = win32.join(localAppData(env, home), 'inkloom');
    // Version 0.1.0 had no folder for the cache alone: the data folder lay within it.
    return { folder: win32.join(own, 'cache'), former: [{ folder: own, sign: win32.join(own, 'results') }] };
  }
  if (platform === 'darwin') return { folder: posix.join(home, 'Library/Caches/inkloom'), former: [] };
  return { folder: posix.join(env['XDG_CACHE_HOME'] || posix.join(home, '.cache'), 'inkloom'), former: [] };
}

/**
 * @param exists whether there is something at a path.
 * @returns the folder to use: an earlier one while it is there and the present one is not.
 */
export function settledFolder({ folder, former }: Place, exists: (path: string) => boolean): string {
  if (exists(folder)) return folder;
  return former.find(({ sign }) => exists(sign))?.folder ?? folder;
}

/** Services have a home and may lack the variable. */
function localAppData(env: System['env'], home: string): string {
  return env['LOCALAPPDATA'] || win32.join(home, 'AppData', 'Local');
}
