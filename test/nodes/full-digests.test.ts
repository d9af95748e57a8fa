/** SHA-256 of whole model files: read in a thread, remembered, and compared with what was read before. */
import { createHash } from 'node:crypto';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { blockStarts, WHOLE_BYTES } from '../../nodes/services/content-digest.ts';
import { RememberedDigests } from '../../nodes/services/file-digests.ts';
import { FullDigests } from '../../nodes/services/full-digests/full-digests.ts';
import { ReadingThread } from '../../nodes/services/full-digests/reading-thread.ts';

const SIZE = WHOLE_BYTES + 2 ** 20;
/** A clock that is far ahead, so that files written just now count as left alone. */
const now = (): number => Date.now() + 3600_000;
/** A byte that no sample covers. */
const UNSEEN = (blockStarts(SIZE)[3] ?? 0) - 1;

let dir = '';
let file = '';
const read = vi.spyOn(ReadingThread.prototype, 'digest');

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'inkloom-full-digests-'));
  file = join(dir, 'large.safetensors');
  await write(SIZE - 5, 'model');
  read.mockClear();
});
afterEach(() => rm(dir, { recursive: true }));

async function write(position: number, text: string, path = file): Promise<void> {
  const handle = await open(path, 'a+').then(async (made) => (await made.close(), open(path, 'r+')));
  await handle.write(text, position);
  await handle.close();
}

/** As a process of its own. */
async function process<T>(use: (digests: FullDigests) => Promise<T>, onOtherBytes = (_: string) => {}): Promise<T> {
  const digests = new FullDigests({
    digests: new RememberedDigests(),
    file: join(dir, 'memo.json'),
    onOtherBytes,
    now,
  });
  try {
    return await use(digests);
  } finally {
    await digests.close();
  }
}

const shaOf = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

describe('SHA-256 of a model file', () => {
  it('is read once, and known to the next process', async () => {
    const expected = await shaOf(file);
    expect(await process((digests) => digests.digest(file))).toBe(expected);
    expect(read).toHaveBeenCalledTimes(1);
    expect(await process((digests) => digests.digest(file))).toBe(expected);
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('is read anew after a change that no sample shows, which is told', async () => {
    await process((digests) => digests.digest(file));
    await write(UNSEEN, 'x');
    const told = vi.fn<(path: string) => void>();
    expect(await process((digests) => digests.digest(file), told)).toBe(await shaOf(file));
    expect(told.mock.calls).toEqual([[file]]);
  });

  it('is compared by a check with what was read beside a run', async () => {
    await process((digests) => digests.digest(file));
    expect(await process((digests) => digests.check(file, () => {}))).toMatchObject({ isAsBefore: true });
    await write(UNSEEN, 'x');
    expect(await process((digests) => digests.check(file, () => {}))).toEqual({
      sha256: await shaOf(file),
      isAsBefore: false,
    });
  });

  it('costs no reading for a small file, which is known by it anyway', async () => {
    const small = join(dir, 'small.safetensors');
    await write(0, 'small', small);
    expect(await process((digests) => digests.digest(small))).toBe(await shaOf(small));
    expect(read).not.toHaveBeenCalled();
  });

  it('is read of one file at a time, with its progress', async () => {
    const thread = new ReadingThread();
    const told: number[] = [];
    const both = [thread.digest(file, (bytes) => told.push(bytes)), thread.digest(file, () => told.push(-1))];
    expect(await Promise.all(both)).toEqual(Array(2).fill(await shaOf(file)));
    const first = told.slice(0, told.indexOf(-1));
    expect(first).toEqual(first.toSorted((a, b) => a - b));
    expect(first.at(-1)).toBe(SIZE);
    await thread.close();
  });

  it('says how far it is read, and forgets it in the end', async () => {
    let [tell, finish]: [(bytes: number) => void, (sha256: string) => void] = [() => {}, () => {}];
    read.mockImplementationOnce((_, onRead) => {
      tell = onRead;
      return new Promise((resolve) => (finish = resolve));
    });
    await process(async (digests) => {
      const reading = digests.digest(file);
      await vi.waitFor(() => expect(read).toHaveBeenCalled());
      tell(4096);
      expect(digests.bytesRead(file)).toBe(4096);
      finish('abc');
      expect(await reading).toBe('abc');
      expect(digests.bytesRead(file)).toBe(0);
    });
  });

  it('is given up when the process ends, and refused for a file that is not there', async () => {
    const given = await process(async (digests) => {
      const reading = digests.digest(file).catch((error: Error) => error.message);
      await vi.waitFor(() => expect(read).toHaveBeenCalled());
      await digests.close();
      return reading;
    });
    expect(given).toBe('The reading was given up');
    await expect(process((digests) => digests.digest(join(dir, 'gone')))).rejects.toThrow('ENOENT');
  });
});
