/** Opens a content store by its address, as people type it. */
import type { ContentStore } from './content-store.ts';
import { FolderStore } from './folder/folder-store.ts';
import { S3Store } from './s3/s3-store.ts';
import { StoreError } from './store-error.ts';

/**
 * @param address path of a folder, or `s3://bucket/prefix?region=...&endpoint=...`. Credentials and settings that an
 *   address leaves out come from where the AWS SDK finds them.
 * @throws StoreError for an address that cannot be read. Whether the store can be used is told by its `check`.
 */
export async function openStore(address: string): Promise<ContentStore> {
  if (address.startsWith('s3:')) return S3Store.open(address);
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(address)?.[1];
  if (scheme !== undefined)
    throw new StoreError('bad-address', `The store ${address}: "${scheme}" is unknown. Give a folder, or s3://bucket.`);
  if (address === '') throw new StoreError('bad-address', 'The store has no address. Give a folder, or s3://bucket.');
  return new FolderStore(address);
}
