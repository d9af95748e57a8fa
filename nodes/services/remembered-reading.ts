/**
 * Something that is read of a file, remembered for as long as the identity of the file stays the same and a look at the
 * content agrees: see file-identity.ts.
 */
import type { BigIntStats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { DigestMemo, DigestRecord } from './digest-memo.ts';
import { identityOf, spotDigest } from './file-identity.ts';

/**
 * Milliseconds. Two changes within one tick of a file system's clock (2 s on FAT) leave the same times, so a reading is
 * remembered only if the file was left alone for so long before it was read.
 */
const TICK = 2000;
/** Readings of a file that changes while it is read, before it is given up. */
const READINGS = 3;

/** @returns a digest of the content, hexadecimal. */
export type ReadDigest = (file: FileHandle, path: string) => Promise<string>;

export class RememberedReading {
  readonly #memo: DigestMemo;
  readonly #read: ReadDigest;
  readonly #now: () => number;
  readonly #running = new Map<string, Promise<string>>();

  /** @param now milliseconds since the epoch. */
  constructor(memo: DigestMemo, read: ReadDigest, now: () => number = Date.now) {
    this.#memo = memo;
    this.#read = read;
    this.#now = now;
  }

  /** @throws Error `file-changing` when the file changes again and again while it is read. */
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

  async #digest(file: FileHandle, path: string, identity: string): Promise<string> {
    const known = await this.#memo.get(identity);
    if (known && known.spots === (await spotsOf(file))) return known.digest;
    return this.#readUnchanged(path);
  }

  async #readUnchanged(path: string): Promise<string> {
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
      const record = { digest: await this.#read(file, path), spots: await spotsOf(file) };
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

async function spotsOf(file: FileHandle): Promise<string> {
  return spotDigest(file, (await file.stat()).size);
}
