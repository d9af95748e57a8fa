// The folder of a run's files: what an earlier run has saved is found by its bytes and not written again.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { RunFolder } from '../../engine/host/save-files.ts';
import type { FileArtifact } from '../../nodes/sockets.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkloom-saved-'));
});

const file = (text: string, prefix = 'fox'): FileArtifact => ({
  prefix,
  extension: 'png',
  mediaType: 'image/png',
  data: Buffer.from(text),
});

/** Saves files as one run does. @returns their names, with `+` for those it wrote. */
async function save(...files: readonly FileArtifact[]): Promise<string[]> {
  const run = new RunFolder(folder);
  const names: string[] = [];
  for (const each of files) {
    const { path, isNew } = await run.save(each);
    names.push(path.slice(folder.length + 1) + (isNew ? '+' : ''));
  }
  return names;
}

describe('the folder of a run', () => {
  it('gets the files that an earlier run left unsaved, in whatever order they come', async () => {
    expect(await save(file('one'), file('two'))).toEqual(['fox-00001.png+', 'fox-00002.png+']);
    expect(await save(file('new'), file('two'), file('one'), file('and'))).toEqual([
      'fox-00003.png+',
      'fox-00002.png',
      'fox-00001.png',
      'fox-00004.png+',
    ]);
    expect(await readdir(folder)).toHaveLength(4);
  });

  it('keeps a file for each of several equal results', async () => {
    expect(await save(file('same'), file('same'))).toEqual(['fox-00001.png+', 'fox-00002.png+']);
    expect(await save(file('same'), file('same'), file('same'))).toEqual([
      'fox-00001.png',
      'fox-00002.png',
      'fox-00003.png+',
    ]);
  });

  it('writes a file again whose like has another name, other bytes or is gone', async () => {
    await writeFile(join(folder, 'fox.png'), 'one');
    await writeFile(join(folder, 'fox-00007.txt'), 'one');
    await writeFile(join(folder, 'fox-00008.png'), 'two');
    expect(await save(file('one'), file('one', 'cat'))).toEqual(['fox-00009.png+', 'cat-00001.png+']);
    await rm(join(folder, 'fox-00009.png'));
    expect(await save(file('one'))).toEqual(['fox-00009.png+']);
    expect(await readFile(join(folder, 'fox-00009.png'), 'utf8')).toBe('one');
  });
});
