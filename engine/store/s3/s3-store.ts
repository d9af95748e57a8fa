/** A content store in a bucket of S3, at Amazon's or another server. */
import { randomUUID } from 'node:crypto';
import type { ContentStore, Shelf, ShelfName } from '../content-store.ts';
import { type S3Address, readS3Address } from './s3-address.ts';
import { type S3Access, s3Access } from './s3-client.ts';
import { S3Objects } from './s3-objects.ts';
import { S3Shelf } from './s3-shelf.ts';

export class S3Store implements ContentStore {
  readonly address: string;
  readonly #access: S3Access;
  readonly #place: S3Address;
  readonly #shelves = new Map<ShelfName, Shelf>();

  private constructor(address: string, place: S3Address, access: S3Access) {
    this.address = address;
    this.#place = place;
    this.#access = access;
  }

  /** Loads the client. Nothing is asked of the server. @throws StoreError for an address that cannot be read. */
  static async open(address: string): Promise<S3Store> {
    const place = readS3Address(address);
    return new S3Store(address, place, await s3Access(place));
  }

  shelf(name: ShelfName): Shelf {
    const known = this.#shelves.get(name);
    if (known) return known;
    const shelf = new S3Shelf(new S3Objects(this.#access, this.#place, `${this.#place.prefix}${name}/`));
    this.#shelves.set(name, shelf);
    return shelf;
  }

  async check(): Promise<void> {
    const shelf = this.shelf('results');
    const name = `check/${randomUUID()}`;
    await shelf.addRecord(name, '1');
    // Some servers ignore conditions without a word.
    this.#access.hasConditions = !(await shelf.addRecord(name, '2'));
    await shelf.removeRecord(name);
  }

  close(): void {
    this.#access.client.destroy();
  }
}
