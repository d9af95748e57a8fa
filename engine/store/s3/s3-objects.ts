/** Objects of one prefix of a bucket, by key: the few requests of S3 that a store needs. */
import type { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import type { PutObjectCommandInput } from '@aws-sdk/client-s3';
import type { StoredItem } from '../content-store.ts';
import type { S3Address } from './s3-address.ts';
import { limitOf, type S3Access } from './s3-client.ts';
import { isNoKey, s3Error, statusOf, wasRepeated } from './s3-error.ts';

/** A body and what the server checks it against. */
export interface ObjectBody {
  readonly body: Uint8Array | Readable;
  readonly bytes: number;
  /** SHA-256, hexadecimal. */
  readonly digest: string;
}

/** Attempts to write a key that others write at the same moment. */
const CONFLICTS = 5;

export class S3Objects {
  readonly #access: S3Access;
  readonly #address: S3Address;
  readonly #prefix: string;

  /** @param prefix ends with a slash, or is empty. */
  constructor(access: S3Access, address: S3Address, prefix: string) {
    this.#access = access;
    this.#address = address;
    this.#prefix = prefix;
  }

  /** Size and time of writing; undefined where there is nothing. */
  head(key: string): Promise<Omit<StoredItem, 'name'> | undefined> {
    const { sdk, client } = this.#access;
    return this.#unlessMissing(async () => {
      const found = await client.send(new sdk.HeadObjectCommand(this.#at(key)), limitOf());
      return { bytes: found.ContentLength ?? 0, written: found.LastModified?.getTime() ?? 0 };
    });
  }

  bytes(key: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.#unlessMissing(async () => {
      const found = await this.#get(key);
      return found && new Uint8Array(await found.transformToByteArray());
    });
  }

  text(key: string): Promise<string | undefined> {
    return this.#unlessMissing(async () => (await this.#get(key))?.transformToString());
  }

  /** @param use reads the body. @returns undefined where there is nothing. */
  stream<T>(key: string, use: (body: AsyncIterable<Uint8Array>) => Promise<T>): Promise<T | undefined> {
    return this.#unlessMissing(async () => {
      const found = await this.#get(key, 2 ** 32);
      return found && use(found as unknown as AsyncIterable<Uint8Array>);
    });
  }

  async put(key: string, { body, bytes, digest }: ObjectBody): Promise<void> {
    await this.#guarded(() => this.#send(key, { Body: body, ContentLength: bytes, ...sha256(digest) }, bytes));
  }

  async putText(key: string, text: string): Promise<void> {
    await this.#guarded(() => this.#send(key, { Body: text }));
  }

  /**
   * Writes an object where there is none. A server without conditional writes is asked before, and two that write at
   * the same moment may both win there.
   * @returns whether it was written.
   */
  async addText(key: string, text: string): Promise<boolean> {
    if (this.#access.hasConditions === false) {
      if (await this.head(key)) return false;
      await this.putText(key, text);
      return true;
    }
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#send(key, { Body: text, IfNoneMatch: '*' });
        return true;
      } catch (error) {
        const status = statusOf(error);
        // A request whose answer was lost is sent again, and then finds what it wrote itself.
        if (status === 412) return wasRepeated(error) && (await this.text(key)) === text;
        if (status === 501) return this.#addWithoutConditions(key, text);
        // 409: somebody else writes the key at this moment.
        if (status !== 409 || attempt === CONFLICTS) throw s3Error(error, this.#address);
        await setTimeout(50 * attempt);
      }
    }
  }

  #addWithoutConditions(key: string, text: string): Promise<boolean> {
    this.#access.hasConditions = false;
    return this.addText(key, text);
  }

  async remove(key: string): Promise<void> {
    const { sdk, client } = this.#access;
    await this.#guarded(() => client.send(new sdk.DeleteObjectCommand(this.#at(key)), limitOf()));
  }

  /** Keys that begin with a text, without the prefix. */
  async *list(begin: string): AsyncGenerator<StoredItem> {
    const { sdk, client } = this.#access;
    const where = { Bucket: this.#address.bucket, Prefix: this.#prefix + begin };
    for (let token: string | undefined, isFirst = true; isFirst || token !== undefined; isFirst = false) {
      const page = new sdk.ListObjectsV2Command(token === undefined ? where : { ...where, ContinuationToken: token });
      const { Contents: contents = [], NextContinuationToken: next } = await this.#guarded(() =>
        client.send(page, limitOf()),
      );
      for (const { Key: key = '', Size: bytes = 0, LastModified: time } of contents)
        yield { name: key.slice(this.#prefix.length), bytes, written: time?.getTime() ?? 0 };
      token = next;
    }
  }

  async #get(key: string, most?: number) {
    const { sdk, client } = this.#access;
    return (await client.send(new sdk.GetObjectCommand(this.#at(key)), limitOf(most))).Body;
  }

  #send(key: string, what: Partial<PutObjectCommandInput>, bytes?: number) {
    const { sdk, client } = this.#access;
    return client.send(new sdk.PutObjectCommand({ ...this.#at(key), ...what }), limitOf(bytes));
  }

  #at(key: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.#address.bucket, Key: this.#prefix + key };
  }

  async #unlessMissing<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (isNoKey(error)) return undefined;
      throw s3Error(error, this.#address);
    }
  }

  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw s3Error(error, this.#address);
    }
  }
}

/** Amazon's server compares the body with it. */
function sha256(digest: string): { readonly ChecksumSHA256: string } {
  return { ChecksumSHA256: Buffer.from(digest, 'hex').toString('base64') };
}
