/** Paths with symbolic links and junctions resolved, on drives too whose driver does not tell final paths. */
import * as fs from 'node:fs';
import { realpath } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Reads link after link, where `realpath` of `fs/promises` asks the system for the final path at once. */
const followLinks = promisify(fs.realpath);

/**
 * The path that a path leads to. Windows does not tell it for RAM disks, for some network drives, and for long paths.
 * @param ask how the system is asked first.
 * @throws what the system says, such as `ENOENT` for a path that leads nowhere.
 */
export async function resolveLinks(path: string, ask: (path: string) => Promise<string> = realpath): Promise<string> {
  return ask(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw error;
    return followLinks(path).catch(() => {
      throw error;
    });
  });
}
