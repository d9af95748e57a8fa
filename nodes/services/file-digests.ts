/**
 * Content digests of files, of a part of large ones: see content-digest.ts. A digest is remembered for as long as the
 * identity of its file stays the same, and a look at the content agrees: see file-identity.ts. Digests are kept in a
 * file too, for the next process.
 */
import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { contentDigest } from './content-digest.ts';
import { type DigestRecord, DigestMemo } from './digest-memo.ts';
import { identityOf, spotDigest } from './file-identity.ts';
import type { FileDigests, NamedFile } from './tokens.ts';

/**
 * Milliseconds. Two changes within one tick of a file system's clock (2 s on FAT) leave the same times, so a digest is
 * remembered only if the file was left alone for so long before it was read.
 */
const TICK = 2000;
/** Readings of a file that changes while it is read, before its digest is given up. */
const READINGS = 3;

export interface DigestOptions {
  /** JSON file to remember digests in; default: in memory only. */
  readonly file?: string | undefined;
  /** Milliseconds since the epoch; default: the system's clock. */
  readonly now?: () => number;
}

export class RememberedDigests implements FileDigests {
  readonly #memo: DigestMemo;
  readonly #now: () => number;
  readonly #running = new Map<string, Promise<string>>();
  /** The sets of files whose digests were given. */
  readonly #sets = new Map<string, { readonly files: readonly NamedFile[]; readonly identity: string }>();

  constructor({ file, now = Date.now }: DigestOptions = {}) {
    this.#memo = new DigestMemo(file);
    this.#now = now;
  }

  async digest(path: string): Promise<string> {
    const file = await open(path);
    try {
      const identity = identityOf(await file.stat({ bigint: true }));
      const key = `${identity}\n${path}`;
      const running = this.#running.get(key) ?? this.#digest(file, path, identity);
      this.#running.set(key, running);
      return await running.finally(() => this.#running.delete(key));
    } finally {
      await file.close();
    }
  }

  async digestOfSet(files: readonly NamedFile[]): Promise<string> {
    const identity = await identityOfAll(files);
    const lines = await Promise.all(files.map(async ({ name, path }) => `${name} ${await this.digest(path)}`));
    const digest = createHash('sha256').update(lines.join('\n')).digest('hex');
    this.#sets.set(digest, { files, identity });
    return digest;
  }

  async hasChanged(digest: string): Promise<boolean> {
    const set = this.#sets.get(digest);
    if (!set || (await identityOfAll(set.files)) === set.identity) return false;
    // Links and permissions change the identity, and not the content.
    return (await this.digestOfSet(set.files).catch(() => undefined)) !== digest;
  }

  /** Saves what is not saved yet. */
  async close(): Promise<void> {
    await this.#memo.saved();
  }

  async #digest(file: FileHandle, path: string, identity: string): Promise<string> {
    const known = await this.#memo.get(identity);
    if (known && known.spots === (await spotsOf(file))) return known.digest;
    return this.#read(path);
  }

  /** @throws Error when the file changes again and again while it is read. */
  async #read(path: string): Promise<string> {
    for (let reading = 0; reading < READINGS; reading++) {
      const record = await this.#readOnce(path);
      if (record) return record.digest;
    }
    throw Object.assign(new Error(`${path} is being changed: wait until it is complete, then try again.`), {
      code: 'file-changing',
    });
  }

  /** @returns undefined when the file changed meanwhile. */
  async #readOnce(path: string): Promise<DigestRecord | undefined> {
    const file = await open(path);
    try {
      const before = await file.stat({ bigint: true });
      const age = ageOf(before, this.#now());
      const record = { digest: await contentDigest(file), spots: await spotsOf(file) };
      const identity = identityOf(before);
      if (identityOf(await file.stat({ bigint: true })) !== identity) return undefined;
      if (age >= TICK) await this.#memo.set(identity, record);
      return record;
    } finally {
      await file.close();
    }
  }
}

/** Milliseconds since the last change. FAT keeps no time of the last change of status: Windows gives one of 1601. */
function ageOf({ ctimeMs, mtimeMs }: BigIntStats, now: number): number {
  return Math.min(...[ctimeMs, mtimeMs].map((time) => Math.abs(now - Number(time))));
}

/** A file that is gone has an identity of its own. */
async function identityOfAll(files: readonly NamedFile[]): Promise<string> {
  const read = files.map(async ({ path }) => {
    const found = await stat(path, { bigint: true }).catch(() => undefined);
    return found ? identityOf(found) : 'gone';
  });
  return (await Promise.all(read)).join('\n');
}

async function spotsOf(file: FileHandle): Promise<string> {
  return spotDigest(file, (await file.stat()).size);
}
