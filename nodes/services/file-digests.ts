/**
 * Content digests of files, of a part of large ones: see content-digest.ts. They are remembered: see
 * remembered-reading.ts. Digests are kept in a file too, for the next process.
 */
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { contentDigest } from './content-digest.ts';
import { DigestMemo } from './digest-memo.ts';
import { identityOf } from './file-identity.ts';
import { RememberedReading } from './remembered-reading.ts';
import type { FileDigests, NamedFile } from './tokens.ts';

export interface DigestOptions {
  /** JSON file to remember digests in; default: in memory only. */
  readonly file?: string | undefined;
  /** Milliseconds since the epoch; default: the system's clock. */
  readonly now?: () => number;
}

export class RememberedDigests implements FileDigests {
  readonly #memo: DigestMemo;
  readonly #reading: RememberedReading;
  /** The sets of files whose digests were given. */
  readonly #sets = new Map<string, { readonly files: readonly NamedFile[]; readonly identity: string }>();

  constructor({ file, now = Date.now }: DigestOptions = {}) {
    this.#memo = new DigestMemo(file);
    this.#reading = new RememberedReading(this.#memo, contentDigest, now);
  }

  async digest(path: string): Promise<string> {
    return this.#reading.digest(path);
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
}

/** A file that is gone has an identity of its own. */
async function identityOfAll(files: readonly NamedFile[]): Promise<string> {
  const read = files.map(async ({ path }) => {
    const found = await stat(path, { bigint: true }).catch(() => undefined);
    return found ? identityOf(found) : 'gone';
  });
  return (await Promise.all(read)).join('\n');
}
