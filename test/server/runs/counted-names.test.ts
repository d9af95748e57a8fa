/** Files of ComfyUI's nodes: names, tokens and folders as ComfyUI makes them. */
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { savedName } from '../../../engine/comfyui/saved-name.ts';
import { DISK } from '../../../engine/files/file-layer.ts';
import { saveCounted } from '../../../engine/server/runs/save-counted.ts';

const FACTS = { width: 1328, height: 96, batch: 2, time: new Date(2026, 10, 3, 9, 5, 7) };

describe('a name', () => {
  it.each([
    ['ComfyUI', [], 'ComfyUI'],
    ['a/b\\c', ['a', 'b'], 'c'],
    ['../x/./y', ['x'], 'y'],
    ['%width%x%height%_%batch_num%', [], '1328x96_2'],
    ['%year%-%month%-%day%/%hour%%minute%%second%', ['2026-11-03'], '090507'],
    ['%date:yyyy-MM-dd%/p_%date:hhmmss%', ['2026-11-03'], 'p_090507'],
    ['%date:d.M.yy%', [], '3.11.26'],
    ['%KSampler.seed%_50%', [], '%KSampler.seed%_50%'],
  ])('of the prefix %s', (prefix, folders, stem) => {
    expect(savedName(prefix, FACTS)).toEqual({ folders, stem });
  });
});

describe('a file', () => {
  const save = (folder: string, prefix: string, text: string) => {
    const file = { prefix, extension: 'png', mediaType: 'image/png', data: Buffer.from(text) };
    return saveCounted(folder, file, FACTS, DISK);
  };
  const newFolder = () => mkdtempSync(join(tmpdir(), 'inkloom-counted-'));

  it('has the number after the highest of its name, in whatever capitals, and exists once', async () => {
    const folder = newFolder();
    for (const name of ['rec_00041_.png', 'REC_7_.png', 'recorder_00099_.png', 'rec_x_.png'])
      writeFileSync(join(folder, name), 'other');
    expect(await save(folder, 'rec', 'one')).toBe('rec_00042_.png');
    expect(await save(folder, 'rec', 'two')).toBe('rec_00043_.png');
    expect(await save(folder, 'rec', 'one')).toBe('rec_00042_.png');
  });

  it('stays inside of its folder, under a name that needs no encoding in an address', async () => {
    const folder = newFolder();
    expect(await save(folder, '../a&b+c 1', 'x')).toBe('a_b_c_1_00001_.png');
    expect(await save(folder, 'my pictures/%width%/x', 'x')).toBe('my_pictures/1328/x_00001_.png');
    expect(await save(folder, '', 'x')).toBe('ComfyUI_00001_.png');
    expect(readdirSync(folder).toSorted()).toEqual(['ComfyUI_00001_.png', 'a_b_c_1_00001_.png', 'my_pictures']);
  });
});
