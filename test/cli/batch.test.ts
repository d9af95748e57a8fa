/** `inkloom batch` with a checkpoint: pictures as `inkloom image` makes them, and a batch that is killed. */
import { readdirSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesBelow, manifestOf } from '../host/batch/support.ts';
import { inkloom, inkloomHere, newFolder } from './support.ts';

const SMALL = ['--model', 'tiny-random', '--width', '64', '--height', '48', '--steps', '2', '--no-model-hashes'];

/** A folder with a table in it. */
async function folderWith(name: string, text: string): Promise<string> {
  const folder = await newFolder();
  await writeFile(join(folder, name), text);
  return folder;
}

describe('inkloom batch', () => {
  it('makes the pictures that inkloom image makes, to the byte', async () => {
    const table = 'prompt,seed,steps,who\na red star,7,,me\na blue square,8,3,\n';
    const folder = await folderWith('prompts.csv', table);
    const made = await inkloomHere(['batch', 'prompts.csv', '-o', 'out/{who}{index}/{seed}', ...SMALL], folder);
    expect(made).toMatchObject({ code: 1, stdout: `${join('out', 'me0', '7.png')}\n` });
    // The second row has no value for {who}.
    expect(made.stderr).toContain('prompts.csv:3: the name asks for {who}, which has no value here');
    expect(made.stderr).toContain('2 of 2');
    await inkloomHere(['image', 'a red star', '--seed', '7', ...SMALL, '-o', 'single'], folder);
    const [one, other] = await Promise.all(
      ['out/me0/7.png', 'single/inkloom-00001.png'].map((file) => readFile(join(folder, file))),
    );
    expect(one?.toString('base64')).toBe(other?.toString('base64'));
  });

  it('feeds a picture of the row to the edit workflow, and tells programs what it made', async () => {
    const folder = await folderWith('edits.jsonl', '{"prompt":"Make it red","image":"pictures/a.png","key":"k"}\n');
    await mkdir(join(folder, 'pictures'));
    await writeFile(
      join(folder, 'pictures/a.png'),
      await readFile(new URL('../../workflows/example.png', import.meta.url)),
    );
    const options = ['--workflow', 'edit', '--model', 'tiny-random', '--set', 'size=64', '--steps', '1', '--json'];
    const made = await inkloomHere(
      ['batch', 'edits.jsonl', '-o', '{key}.png', '--no-model-hashes', ...options],
      folder,
    );
    expect(made.code).toBe(0);
    const told = made.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(told).toMatchObject([
      { type: 'batch-started', files: 1, bad: 0, unused: ['key'] },
      { type: 'picture-made', path: 'k.png', values: { image: 'pictures/a.png' }, done: 1, of: 1 },
      { type: 'batch-finished', status: 'done', made: 1, skipped: 0, failed: 0 },
    ]);
    const missing = await inkloomHere(['batch', '-', '--help'], folder);
    expect(missing.stdout).toContain('--layout NAME');
  });

  it.each([
    [['batch'], 'Expected one table of prompts'],
    [['batch', 'no.csv'], 'no.csv: there is no such file'],
    [['batch', 'p.txt', '--at-once', '0'], '--at-once: expected a whole number from 1 to 64'],
    [['batch', 'p.txt', '--seeds', 'x'], '--seeds: expected a number of seeds'],
    [['batch', 'p.txt', '-o', '{nothing}'], 'p.txt: the name asks for {nothing}'],
    [['batch', 'p.txt', '--layout', 'geneval', '-o', '{seed}'], '--layout names the files'],
    [['batch', 'p.txt', '--workflow', 'edit', '--height', '5'], 'there is nothing called "height" to set'],
  ])('%j is refused before the start', async (args, message) => {
    const { code, stderr } = await inkloomHere(args, await folderWith('p.txt', 'a star\n'));
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) as string });
  });
});

describe('kill -9', () => {
  it('loses no finished picture, leaves none half-written, and the next start makes no other', async () => {
    const folder = await folderWith('prompts.txt', Array.from({ length: 8 }, (_, i) => `prompt ${i}`).join('\n'));
    const args = ['batch', 'prompts.txt', '-o', 'out/{index}', ...SMALL];
    await inkloom(args, {
      folder,
      interrupt: { when: (printed) => printed.includes(join('out', '2.png')), signal: 'SIGKILL' },
    });
    const before = await filesBelow(join(folder, 'out'));
    const pictures = before.filter((name) => name.endsWith('.png'));
    expect(pictures.length).toBeGreaterThanOrEqual(3);
    const bytes = await Promise.all(pictures.map((name) => readFile(join(folder, 'out', name))));
    // The last chunk of a whole PNG.
    for (const each of bytes) expect(each.subarray(-8, -4).toString()).toBe('IEND');
    const again = await inkloomHere([...args, '--json'], folder);
    expect(again.code).toBe(0);
    expect(again.stdout).toContain(`"made":${8 - pictures.length},"skipped":${pictures.length},"failed":0`);
    const after = await Promise.all(pictures.map((name) => readFile(join(folder, 'out', name))));
    expect(after.every((each, i) => each.equals(bytes[i] ?? Buffer.alloc(0)))).toBe(true);
    expect(readdirSync(join(folder, 'out')).filter((name) => name.endsWith('.png'))).toHaveLength(8);
    expect(await manifestOf(join(folder, 'out'))).toHaveLength(8);
  });
});
