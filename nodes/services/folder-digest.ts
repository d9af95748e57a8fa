/** The identity of a set of files: over the name and digest of every one, so that a renamed or added file counts too. */
import { hash } from 'node:crypto';
import type { FileDigests } from './tokens.ts';

export async function digestOfFiles(
  files: readonly { readonly name: string; readonly path: string }[],
  digests: FileDigests,
): Promise<string> {
  const lines = await Promise.all(files.map(async ({ name, path }) => `${name} ${await digests.digest(path)}`));
  return hash('sha256', lines.join('\n'));
}
