/** The operator's input folders. A workflow names a file in them; a name can never lead out. */
import { readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { withSlashes } from '../../engine/graph/portable-name.ts';
import { resolveLinks } from '../../inference/index.ts';
import { isInside, isNameBelow } from './name-below.ts';
import type { InputFiles } from './tokens.ts';

/** Names that only lead to a file from another place, such as `/home/me/cat.png`, `../cat.png` or `C:/cat.png`. */
const PATH = /^(?:[/~]|[a-z]:\/)|(?:^|\/)\.\.?(?:\/|$)/i;

/** @param folders searched in this order. */
export function inputFiles(folders: readonly string[]): InputFiles {
  const roots = folders.map((folder) => resolve(folder));
  return {
    async find(given) {
      const name = withSlashes(given);
      let leadsOut = false;
      for (const root of isNameBelow(name) ? roots : []) {
        const [base, path] = await Promise.all([
          resolveLinks(root).catch(() => undefined),
          resolveLinks(join(root, name)).catch(() => undefined),
        ]);
        // A link inside the folder must not lead out of it.
        if (base !== undefined && path !== undefined && isInside(base, path)) return path;
        leadsOut ||= base !== undefined && path !== undefined;
      }
      throw Object.assign(new Error(await whyNot(name, roots, leadsOut)), {
        code: leadsOut || PATH.test(name) ? 'file-outside' : 'file-missing',
        details: { field: 'image', received: given },
      });
    },
  };
}

/**
 * Nothing in it says whether a file outside of the folders exists.
 * @param leadsOut whether a link of this name, inside, leads out.
 */
async function whyNot(name: string, roots: readonly string[], leadsOut: boolean): Promise<string> {
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
  if (!isNameBelow(name)) return `"${name}" is no name of a file: ${partRule()}`;
  const near = await inOtherCapitals(name, roots);
  return `There is no file "${name}". ${near === undefined ? '' : `Did you mean "${near}"? `}Searched: ${places}`;
}

/** A file whose name differs in capitals only: a workflow made on Windows or macOS finds it there. */
async function inOtherCapitals(name: string, roots: readonly string[]): Promise<string | undefined> {
  // A folder could be a link that leads out, and nothing is told of what is there.
  for (const root of name.includes('/') ? [] : roots) {
    const entries = await readdir(root).catch(() => []);
    const near = entries.find((entry) => entry.toLowerCase() === name.toLowerCase());
    if (near !== undefined) return near;
  }
  return undefined;
}

function partRule(): string {
  const rule = 'no part of it may be empty or begin with a dot';
  if (process.platform !== 'win32') return rule;
  return `${rule}; on Windows none may end with a dot or space, hold one of <>:"|?*, or be a device such as AUX`;
}
