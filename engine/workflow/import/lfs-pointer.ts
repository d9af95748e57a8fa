/**
 * Git LFS pointers: small texts that stand in the place of files which Git LFS did not download.
 * Source: the specification of Git LFS, https://git-lfs.github.com/spec/v1.
 */

const BEGINNING = 'version https://git-lfs.github.com/spec/';

/** @returns what the file is and how to get the real one; undefined for any other file. */
export function lfsPointer(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(bytes.subarray(0, 1024));
  if (!text.startsWith(BEGINNING)) return undefined;
  const size = /^size (\d+)$/m.exec(text)?.[1];
  const missing = size === undefined ? 'the file' : `the file of ${size} bytes`;
  return `a Git LFS pointer in the place of ${missing}. Type "git lfs pull" in its folder to download it.`;
}
