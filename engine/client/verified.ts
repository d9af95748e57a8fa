/** Compares the bytes of a loaded file with the digest that its run names. */
import { createHash } from 'node:crypto';

export class DamagedDownload extends Error {
  override readonly name = 'DamagedDownload';
}

/** @param digest hexadecimal SHA-256; undefined for a run of a version that names none. @throws DamagedDownload */
export function verified(data: Uint8Array, name: string, digest: string | undefined): Uint8Array {
  if (digest === undefined || createHash('sha256').update(data).digest('hex') === digest) return data;
  throw new DamagedDownload(
    `${name} arrived with other bytes than its run saved: the file was changed or damaged on the server, or on its way`,
  );
}
