/**
 * Git LFS pointers: small texts that stand in the place of files which Git LFS did not download.
 * Source: the specification of Git LFS, https://git-lfs.github.com/spec/v1.
 */
import { InferenceError } from '../errors.ts';

const BEGINNING = 'version https://git-lfs.github.com/spec/';

/** @throws InferenceError `file-truncated` when the first bytes of a file are those of a pointer. */
export function refuseLfsPointer(file: string, start: Uint8Array | string): void {
  const text = typeof start === 'string' ? start : new TextDecoder().decode(start);
  if (!text.startsWith(BEGINNING)) return;
  const size = /^size (\d+)$/m.exec(text)?.[1];
  const expected = size === undefined ? 'the file itself' : `the file of ${size} bytes`;
  throw new InferenceError(
    'file-truncated',
    `${file} is a Git LFS pointer in the place of ${expected}. Type "git lfs pull" in its folder to download it.`,
    { file, expected, received: 'a Git LFS pointer' },
  );
}
