/** Errors of a store that is a folder, such as a mounted NFS share. */
import { storageErrorOf, writeErrorOf } from '../../files/storage-error.ts';
import { StoreError } from '../store-error.ts';

/** Codes of a share whose server does not answer, or has forgotten what it gave. */
const UNREACHABLE = new Set(['ETIMEDOUT', 'ESTALE', 'EHOSTDOWN', 'EHOSTUNREACH', 'ENOTCONN', 'ECONNREFUSED']);

export function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** @param path that was read or written. */
export function folderError(error: unknown, path: string): StoreError {
  if (error instanceof StoreError) return error;
  const { code = '' } = error as NodeJS.ErrnoException;
  if (UNREACHABLE.has(code))
    return new StoreError('unreachable', `${path}: the server of the share does not answer (${code}).`, {
      cause: error,
    });
  const told = storageErrorOf(error, `${path} could not be used`) ?? writeErrorOf(error, path);
  const message = told?.message ?? `${path} could not be used: ${String(error)}`;
  return new StoreError(told?.code === 'not-writable' ? 'refused' : 'failed', message, { cause: error });
}
