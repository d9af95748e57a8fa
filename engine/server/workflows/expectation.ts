/** Preconditions for changing a file. */
import { createHash } from 'node:crypto';
import { HttpError } from '../http/errors.ts';

/** Precondition for a write: no such file, or a file with this digest; undefined: none. */
export type Expectation = { readonly absent: true } | { readonly digest: string } | undefined;

/**
 * @param bytes of the existing file.
 * @throws HttpError 409 `exists` or `conflict`
 */
export function checkExpectation(name: string, bytes: Buffer, expected: Expectation): void {
  if (!expected) return;
  if ('absent' in expected) throw new HttpError(409, 'exists', `There is a workflow "${name}" already.`);
  if (digestOf(bytes) !== expected.digest)
    throw new HttpError(409, 'conflict', `"${name}" was changed by somebody else since it was opened.`);
}

/** Hexadecimal SHA-256. */
export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
