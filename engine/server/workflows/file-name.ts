/** Names of saved workflows. */
import { isReservedName } from '../../graph/portable-name.ts';
import { HttpError } from '../http/errors.ts';

/** Letters, digits, spaces, dots, dashes and underscores; no dot or space at either end. */
const NAME = /^[\p{L}\p{N}_-](?:[\p{L}\p{M}\p{N} ._-]{0,98}[\p{L}\p{M}\p{N}_-])?$/u;
const NAME_BYTES = 200;

export function isFileName(name: string): boolean {
  return NAME.test(name) && !isReservedName(name) && Buffer.byteLength(name) <= NAME_BYTES;
}

/** @throws HttpError 422 `invalid-name` */
export function checkFileName(name: string): void {
  if (isFileName(name)) return;
  const shown = JSON.stringify(name.slice(0, 200));
  throw new HttpError(
    422,
    'invalid-name',
    `${shown} is no name for a file: up to 100 letters, digits, spaces, dots, dashes and underscores, ` +
      'without a dot or space at either end.',
  );
}
