/** Reads JSON out of the store. It was written by a program of the same version, and is checked by its digest. */
import type { Shelf } from '../store/content-store.ts';

/** @returns undefined when the store no longer has it. @throws StoreError */
export async function readJson<T>(shelf: Shelf, digest: string): Promise<T | undefined> {
  const bytes = await shelf.readBlob(digest);
  return bytes && (JSON.parse(Buffer.from(bytes).toString('utf8')) as T);
}

/** @returns its digest. @throws StoreError */
export async function writeJson(shelf: Shelf, value: unknown): Promise<string> {
  return (await shelf.writeBlob(Buffer.from(JSON.stringify(value)))).digest;
}
