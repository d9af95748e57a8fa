/** Digests of files: remembered while a file stays the same, never believed when it does not. */
import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, mkdtemp, open, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import type { LatentsRequest } from '../../inference/families/requests.ts';
import { blockStarts } from '../../nodes/services/content-digest.ts';
import { type DigestOptions, RememberedDigests } from '../../nodes/services/file-digests.ts';
import { watchedInference } from '../../nodes/services/watched-inference.ts';
import { identityOf, spotsOf } from '../../nodes/services/file-identity.ts';

const LARGE = 2 ** 20 + 2 ** 17;
const sha = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
/** A clock that is far ahead, so that files written just now count as left alone. */
const later = (): number => Date.now() + 3600_000;

let dir = '';
let file = '';
let memo = '';

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'inkloom-digests-'));
  file = join(dir, 'weights');
  memo = join(dir, 'cache/digests.json');
});

/** The digest as a process of its own would give it. */
async function digestOf(path = file, options: DigestOptions = { file: memo, now: later }): Promise<string> {
  const digests = new RememberedDigests(options);
  try {
    return await digests.digest(path);
  } finally {
    await digests.close();
  }
}

interface Stored {
  digest: string;
  spots: string;
  sum: string;
}

async function records(): Promise<Record<string, Stored>> {
  return (JSON.parse(await readFile(memo, 'utf8')) as { records: Record<string, Stored> }).records;
}

/** Writes records as the memo writes them, with a checksum that fits unless another is given. */
async function writeRecords(entries: Record<string, Omit<Stored, 'sum'> & { sum?: string }>): Promise<void> {
  const sealed = Object.entries(entries).map(([identity, { digest, spots, sum }]) => {
    const own = sha(`${identity}\n${digest}\n${spots}`).slice(0, 32);
    return [identity, { digest, spots, sum: sum ?? own }];
  });
  await writeFile(memo, JSON.stringify({ version: 3, records: Object.fromEntries(sealed) }));
}

const identity = async (): Promise<string> => identityOf(await stat(file, { bigint: true }));

/** Writes the file, last changed at a time that can be restored. */
async function make(content: string | Uint8Array): Promise<void> {
  await writeFile(file, content);
  await utimes(file, 1000, 1000);
}

/** Overwrites bytes in place, then restores the time of the last change, as `cp -p` and `tar` do. */
async function change(position: number, bytes: string): Promise<void> {
  const handle = await open(file, 'r+');
  await handle.write(bytes, position);
  await handle.close();
  await utimes(file, 1000, 1000);
}

/** Makes the memo say what it would if the system had given the changed file the identity of the old one. */
async function keepOldRecord(old: Stored): Promise<void> {
  await writeRecords({ [await identity()]: { digest: old.digest, spots: old.spots } });
}

describe('a file that changed', () => {
  it('is read again', async () => {
    await make('one');
    expect(await digestOf()).toBe(sha('one'));
    await make('two');
    expect(await digestOf()).toBe(sha('two'));
  });

  it('is read again when its inode, size and time of change are the old ones', async () => {
    await make('one');
    const before = await stat(file);
    const digests = new RememberedDigests({ now: later });
    expect(await digests.digest(file)).toBe(sha('one'));
    await change(0, 'two');
    const after = await stat(file);
    expect([after.ino, after.size, after.mtimeMs]).toEqual([before.ino, before.size, before.mtimeMs]);
    expect(await digests.digest(file)).toBe(sha('two'));
  });

  it.each([
    ['at its head', 0],
    ['at its tail', LARGE - 3],
    ['at a spot between', spotsOf(LARGE)[7]?.start ?? 0],
  ])('is read again %s even where all times and the inode lie', async (_where, position) => {
    await make(Buffer.alloc(LARGE, 'a'));
    await digestOf();
    const [old] = Object.values(await records());
    await change(position, 'xyz');
    await keepOldRecord(old as Stored);
    expect(await digestOf()).toBe(sha(await readFile(file)));
  });

  it('is read again wherever it changed, when it is small', async () => {
    const content = Buffer.alloc(10_000, 'a');
    await make(content);
    await digestOf();
    const [old] = Object.values(await records());
    await change(5001, 'b');
    await keepOldRecord(old as Stored);
    content.write('b', 5001);
    expect(await digestOf()).toBe(sha(content));
  });

  it('is not remembered when it was changed within a tick of the clock before it was read', async () => {
    await make('one');
    await digestOf(file, { file: memo });
    await expect(readFile(memo)).rejects.toThrow('ENOENT');
  });

  it('is not remembered so either where the file system keeps one of the two times only, as FAT does', async () => {
    await make('one');
    const { mtimeMs: changed } = await stat(file);
    await utimes(file, new Date(changed), new Date(changed - 3600_000));
    await digestOf(file, { file: memo, now: () => changed - 3600_000 + 500 });
    await expect(readFile(memo)).rejects.toThrow('ENOENT');
  });
});

describe('a file of many gigabytes', () => {
  const SIZE = 41e9;
  /** With holes: it takes no room on the disk. */
  async function sparse(path: string, changes: Readonly<Record<number, string>> = {}): Promise<string> {
    const handle = await open(path, 'w');
    await handle.truncate(SIZE);
    for (const [position, bytes] of Object.entries(changes)) await handle.write(bytes, Number(position));
    await handle.close();
    return digestOf(path);
  }

  it('has the digest of a part of its content, which a copy in another place has too', async () => {
    const digest = await sparse(file, { 1000: 'header' });
    expect(await sparse(join(dir, 'copy'), { 1000: 'header' })).toBe(digest);
  });

  it.each([
    ['in its header', 1001],
    ['at its end', SIZE - 1],
    ['in a block between', blockStarts(SIZE)[64] ?? 0],
  ])('has another digest when it differs %s', async (_where, position) => {
    expect(await sparse(file)).not.toBe(await sparse(join(dir, 'other'), { [position]: 'x' }));
  });

  it('has another digest when it is longer', async () => {
    const digest = await sparse(file);
    const handle = await open(file, 'r+');
    await handle.truncate(SIZE + 4096);
    await handle.close();
    expect(await digestOf()).not.toBe(digest);
  });
});

describe('the memo', () => {
  it('saves the next process from reading a file, not a copy of it', async () => {
    await make(Buffer.alloc(LARGE, 'a'));
    await digestOf();
    const [stored] = Object.values(await records());
    await writeRecords({ [await identity()]: { digest: 'remembered', spots: (stored as Stored).spots } });
    expect(await digestOf()).toBe('remembered');
    await cp(file, join(dir, 'copy'));
    expect(await digestOf(join(dir, 'copy'))).toBe(sha(await readFile(file)));
  });

  it('is not believed when a record does not fit its checksum', async () => {
    await make('one');
    await digestOf();
    const [stored] = Object.values(await records());
    await writeRecords({ [await identity()]: { ...(stored as Stored), digest: sha('two') } });
    expect(await digestOf()).toBe(sha('one'));
  });

  it('is never believed with a bit flipped or an end cut off', async () => {
    await make('one');
    await digestOf();
    const sound = await readFile(memo);
    for (let position = 0; position < sound.length; position += 3) {
      const flipped = Buffer.from(sound);
      flipped[position] = (flipped[position] ?? 0) ^ (1 << (position % 8));
      await writeFile(memo, position % 2 === 0 ? flipped : sound.subarray(0, position));
      expect(await digestOf(), `position ${position}`).toBe(sha('one'));
    }
  });

  it('can be damaged, of an older version, or in a place that cannot be written', async () => {
    await make('one');
    memo = join(dir, 'memo');
    for (const content of ['not json', '{}', '[1]', JSON.stringify({ [await identity()]: sha('two') })]) {
      await writeFile(memo, content);
      expect(await digestOf()).toBe(sha('one'));
    }
    expect(await digestOf(file, { file: join(file, 'below-a-file'), now: later })).toBe(sha('one'));
    await rm(file);
    await expect(digestOf()).rejects.toThrow('ENOENT');
  });

  it('that is held by another process is saved when that lets go', async () => {
    await make('one');
    await mkdir(memo, { recursive: true });
    const digests = new RememberedDigests({ file: memo, now: later });
    await digests.digest(file);
    await expect.poll(async () => (await readdir(dirname(memo))).length).toBe(1);
    await setTimeout(50);
    await rm(memo, { recursive: true });
    await digests.close();
    expect(Object.values(await records())).toMatchObject([{ digest: sha('one') }]);
  });

  it('keeps what other processes saved meanwhile', async () => {
    const files = await Promise.all(
      ['a', 'b', 'c'].map(async (name) => {
        await writeFile(join(dir, name), name);
        return join(dir, name);
      }),
    );
    for (const each of files) await digestOf(each);
    expect(Object.keys(await records())).toHaveLength(3);
  });
});

describe('a model whose files change while it is used', () => {
  const reply = { latents: new Float32Array(1) };
  const request = async (digests: RememberedDigests, digest: string, during: () => unknown): Promise<unknown> => {
    const inference = {
      request: async () => {
        await during();
        return reply;
      },
      profile: () => Promise.reject(new Error('not asked')),
    } as unknown as Parameters<typeof watchedInference>[0];
    const payload = { transformer: { dir, digest } } as unknown as LatentsRequest;
    return watchedInference(inference, digests).request('decodeLatents', payload);
  };

  it('gives no result', async () => {
    await make('weights');
    const digests = new RememberedDigests();
    const digest = await digests.digestOfSet([{ name: 'weights', path: file }]);
    expect(await request(digests, digest, () => {})).toBe(reply);
    // A change of permissions changes nothing that is read.
    expect(await request(digests, digest, () => chmod(file, 0o600))).toBe(reply);
    await expect(request(digests, digest, () => change(0, 'W'))).rejects.toMatchObject({ code: 'file-changing' });
    await expect(request(digests, digest, () => {})).rejects.toThrow('were changed while they were used');
    const now = await digests.digestOfSet([{ name: 'weights', path: file }]);
    expect(now).not.toBe(digest);
    expect(await request(digests, now, () => {})).toBe(reply);
    await expect(request(digests, now, () => rm(file))).rejects.toMatchObject({ code: 'file-changing' });
  });
});
