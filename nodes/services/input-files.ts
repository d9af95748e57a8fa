/** The operator's input folders. A workflow names a file in them; a name can never lead out. */
import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { InputFiles } from './tokens.ts';

/** Parts that do not begin with a dot, with slashes between. */
const NAME = /^[^./\\][^/\\]*(\/[^./\\][^/\\]*)*$/;
/** Names that only lead to a file from another place, such as `/home/me/cat.png`, `../cat.png` or `C:\\cat.png`. */
const PATH = /^(?:[/~]|[a-z]:[/\\])|(?:^|[/\\])\.\.?(?:[/\\]|$)|\\/i;

/** @param folders searched in this order. */
export function inputFiles(folders: readonly string[]): InputFiles {
  const roots = folders.map((folder) => resolve(folder));
  return {
    async find(name) {
      let leadsOut = false;
      for (const root of NAME.test(name) ? roots : []) {
        const [base, path] = await Promise.all([
          realpath(root).catch(() => undefined),
          realpath(join(root, name)).catch(() => undefined),
        ]);
        // A link inside the folder must not lead out of it.
        if (base !== undefined && path?.startsWith(base + sep)) return path;
        leadsOut ||= base !== undefined && path !== undefined;
      }
      throw Object.assign(new Error(whyNot(name, roots, leadsOut)), {
        code: leadsOut || PATH.test(name) ? 'file-outside' : 'file-missing',
        details: { field: 'image', received: name },
      });
    },
  };
}

/**
 * Nothing in it says whether a file outside of the folders exists.
 * @param leadsOut whether a link of this name, inside, leads out.
 */
function whyNot(name: string, roots: readonly string[], leadsOut: boolean): string {
  const places = roots.join(', ');
  if (leadsOut)
    return `"${name}" is a link that leads out of the input folders. Put the file itself into one: ${places}`;
  if (PATH.test(name)) {
    const [folder, file] = [dirname(name), basename(name)];
    return (
      `"${name}" is a path. Workflows name files in the input folders: ${places}. ` +
      `To read this one, add its folder with --input ${folder}, and name it "${file}"`
    );
  }
  if (!NAME.test(name)) return `"${name}" is no name of a file: no part of it may be empty or begin with a dot`;
  return `There is no file "${name}". Searched: ${places}`;
}
