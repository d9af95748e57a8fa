/** The identity of a set of files, made of all names and digests: a renamed or added file changes it too. */
import { hash } from 'node:crypto';
import type { FileDigests } from './tokens.ts';

export async function digestOfFiles(
  files: readonly { readonly name: string; readonly path: string }[],
  digests: FileDigests,
): Promise<string> {
  const lines = await Promise.all(files.map(async ({ name, path }) => `${name} ${await digests.digest(path)}`));
  return hash('sha256', lines.join('\n'));
}
