/** Files that another program holds open, as Windows refuses them: patience, a way around, and a sentence. */
import { mkdtemp, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { DISK, type FileLayer, patientLayer } from '../../engine/files/file-layer.ts';
import { settleAside, untilFreeSync } from '../../engine/files/held-file.ts';
import { storageErrorOf } from '../../engine/files/storage-error.ts';
import { claimName, removeUnfinished, replaceFile } from '../../engine/files/write-file.ts';

const refused = (code: string): Error => Object.assign(new Error(`${code}: injected`), { code });

let folder = '';
let path = '';
/** Milliseconds that were waited. */
let pauses: number[] = [];
const pause = async (milliseconds: number): Promise<void> => void pauses.push(milliseconds);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkloom-held-'));
  path = join(folder, 'a.txt');
  pauses = [];
  await writeFile(path, 'before');
});

/** A disk where a file is held: it can be renamed and not replaced. @param attempts until it is free. */
function holding(name: string, code: string, attempts = Number.POSITIVE_INFINITY): FileLayer {
  let left = attempts;
  const check = (target: string): void => {
    if (basename(target) === name && left-- > 0) throw refused(code);
  };
  return {
    ...DISK,
    rename: async (from, to) => {
      if ((await readdir(folder)).includes(basename(to))) check(to);
      return DISK.rename(from, to);
    },
    rm: async (target, options) => {
      check(target);
      return DISK.rm(target, options);
    },
  };
}

const content = (): Promise<string> => readFile(path, 'utf8');
const after = Buffer.from('after');

describe('on Windows, a file that is replaced', () => {
  it.each(['EPERM', 'EACCES', 'EBUSY'])('is waited for while another program has it open (%s)', async (code) => {
    await replaceFile(path, after, { files: patientLayer(holding('a.txt', code, 3), pause) });
    expect(await content()).toBe('after');
    expect(pauses).toHaveLength(3);
  });

  it('moves aside when it stays open, and nothing is left of it', async () => {
    await replaceFile(path, after, { files: patientLayer(holding('a.txt', 'EPERM'), pause) });
    expect(await content()).toBe('after');
    expect(await readdir(folder)).toEqual(['a.txt']);
    const waited = pauses.reduce((sum, each) => sum + each, 0);
    expect(waited).toBeGreaterThan(1000);
    expect(waited).toBeLessThan(2000);
  });

  it('stays as it was when it cannot move aside either, and the error names it', async () => {
    const files = { ...DISK, rename: () => Promise.reject(refused('EBUSY')) };
    await expect(replaceFile(path, after, { files: patientLayer(files, pause) })).rejects.toThrow(
      `${path} could not be written: another program has it open. Close it there, then try again.`,
    );
    expect(await content()).toBe('before');
    expect(await readdir(folder)).toEqual(['a.txt']);
  });

  it('keeps its name when the new file cannot take it', async () => {
    const layer: FileLayer = {
      ...DISK,
      rename: (from, to) =>
        to === path && !basename(from).startsWith('.aside-') ? Promise.reject(refused('EPERM')) : DISK.rename(from, to),
    };
    await expect(replaceFile(path, after, { files: patientLayer(layer, pause) })).rejects.toMatchObject({
      code: 'not-writable',
    });
    expect(await content()).toBe('before');
    expect(await readdir(folder)).toEqual(['a.txt']);
  });

  it('is never a folder that has the name', async () => {
    const moves: string[] = [];
    const rename = (from: string): Promise<void> => Promise.reject(moves.push(from) > 0 && refused('EPERM'));
    const layer = patientLayer({ ...DISK, rename }, pause);
    await expect(layer.rename(path, folder)).rejects.toThrow('EPERM');
    expect(moves.filter((from) => from !== path)).toEqual([]);
  });

  it('is not waited for after any other error', async () => {
    const files = { ...DISK, rename: () => Promise.reject(refused('ENOSPC')) };
    await expect(replaceFile(path, after, { files: patientLayer(files, pause) })).rejects.toMatchObject({
      code: 'disk-full',
    });
    expect(pauses).toEqual([]);
  });
});

describe('a process killed while a file was aside', () => {
  const aside = '.aside-123e4567-e89b-12d3-a456-426614174000-b.txt';

  it('loses nothing: the next start gives the name back', async () => {
    await writeFile(join(folder, aside), 'kept');
    await removeUnfinished(folder);
    expect(await readdir(folder)).toEqual(['a.txt', 'b.txt']);
    expect(await readFile(join(folder, 'b.txt'), 'utf8')).toBe('kept');
  });

  it('leaves nothing behind when the new file has the name', async () => {
    await writeFile(join(folder, aside), 'old');
    await writeFile(join(folder, 'b.txt'), 'new');
    await utimes(join(folder, aside), 1, 1);
    expect(await settleAside(folder, aside)).toBe(true);
    expect(await readdir(folder)).toEqual(['a.txt', 'b.txt']);
    expect(await readFile(join(folder, 'b.txt'), 'utf8')).toBe('new');
  });
});

describe('deleting on Windows', () => {
  it('waits for the other program', async () => {
    await patientLayer(holding('a.txt', 'EBUSY', 2), pause).rm(path);
    expect(await readdir(folder)).toEqual([]);
    expect(pauses).toHaveLength(2);
  });
});

describe('work without a promise', () => {
  it('is tried again until the file is free, for a bounded time', () => {
    let attempts = 0;
    const work = (): string => {
      attempts += 1;
      if (attempts < 4) throw refused('EBUSY');
      return 'done';
    };
    expect(untilFreeSync(work, (milliseconds) => pauses.push(milliseconds))).toBe('done');
    expect(pauses).toHaveLength(3);
    const never = (): never => {
      throw refused('EPERM');
    };
    expect(() => untilFreeSync(never, () => {})).toThrow('EPERM');
  });
});

describe('a refusal in words', () => {
  it('on Windows names both reasons that its code may have', () => {
    const words = (platform: string): string | undefined =>
      storageErrorOf(refused('EPERM'), 'C:\\a.png could not be written', platform)?.message;
    expect(words('win32')).toBe(
      'C:\\a.png could not be written: another program has it open (a viewer, a virus scanner, a sync client), ' +
        'or the user of this process lacks the right. Close it there, or choose another folder.',
    );
    expect(words('linux')).toBe(
      'C:\\a.png could not be written: the user of this process lacks the right. Change the permissions or the folder.',
    );
  });
});

describe('on Windows, a new file that a scanner looks into', () => {
  it('gets its name as soon as it is free, and at once where there are no links', async () => {
    const failing = (code: string, times: number): FileLayer => {
      let left = times;
      return {
        ...DISK,
        link: (from, to) => (left-- > 0 ? Promise.reject(refused(code)) : DISK.link(from, to)),
      };
    };
    expect(await claimName(path, join(folder, 'b.txt'), patientLayer(failing('EBUSY', 2), pause))).toBe(true);
    expect(pauses).toHaveLength(2);
    expect(await claimName(path, join(folder, 'c.txt'), patientLayer(failing('EPERM', 9), pause))).toBe(true);
    expect(pauses).toHaveLength(2);
    expect(await readdir(folder)).toEqual(['b.txt', 'c.txt']);
  });
});

describe('on a drive without hard links (FAT), Windows', () => {
  it.each(['EISDIR', 'UNKNOWN'])('says %s, and a file still gets its name', async (code) => {
    const files = { ...DISK, link: () => Promise.reject(refused(code)) };
    expect(await claimName(path, join(folder, 'b.txt'), files)).toBe(true);
    expect(await readdir(folder)).toEqual(['b.txt']);
  });
});
