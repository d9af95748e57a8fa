/** The operator's input folders. A workflow names a file in them; a name can never lead out. */
import { realpath } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import type { InputFiles } from './tokens.ts';

/** Parts that do not begin with a dot, with slashes between. */
const NAME = /^[^./\\][^/\\]*(\/[^./\\][^/\\]*)*$/;

/** @param folders searched in this order. */
export function inputFiles(folders: readonly string[]): InputFiles {
  const roots = folders.map((folder) => resolve(folder));
  return {
    async find(name) {
      for (const root of NAME.test(name) ? roots : []) {
        const [base, path] = await Promise.all([
          realpath(root).catch(() => undefined),
          realpath(join(root, name)).catch(() => undefined),
        ]);
        // A link inside the folder must not lead out of it.
        if (base !== undefined && path?.startsWith(base + sep)) return path;
      }
      throw Object.assign(new Error(`There is no file "${name}". Searched: ${roots.join(', ')}`), {
        code: 'file-missing',
        details: { field: 'image', received: name },
      });
    },
  };
}
