/** `-o` with names, and values that are not written out: from files, and random seeds. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { inkloomHere, newFolder, SMALL } from './support.ts';

const RUN = ['run', 'text-to-image', ...SMALL, '--no-model-hashes', '--quiet'];

it('names each picture of a list by its own values', async () => {
  const out = ['--each', 'seed=3,4', '-o', 'out/{prompt:.5}/{seed}-{width}'];
  const { stdout, folder } = await inkloomHere([...RUN, ...out]);
  expect(stdout.split('\n').filter(Boolean)).toEqual(['3-64.png', '4-64.png'].map((name) => join('out/a red', name)));
  // The same command again writes nothing, and adds nothing.
  await inkloomHere([...RUN, ...out], folder);
  expect(await readdir(join(folder, 'out/a red'))).toEqual(['3-64.png', '4-64.png']);
});

it('saves one picture under its name, in the format of the extension, and replaces it', async () => {
  const folder = await newFolder();
  await writeFile(join(folder, 'prompt.txt'), 'a green ring\n');
  const args = [...RUN, '--set', 'prompt=@prompt.txt', '--seed', 'random', '-o', 'star.webp'];
  const first = await inkloomHere(args, folder);
  expect(first).toMatchObject({ code: 0, stdout: 'star.webp\n' });
  const seed = /^seed: (\d+)$/m.exec(first.stderr)?.[1];
  const bytes = await readFile(join(folder, 'star.webp'));
  expect((await sharp(bytes).metadata()).format).toBe('webp');
  const { stdout } = await inkloomHere(['extract', 'star.webp'], folder);
  expect(JSON.parse(stdout)).toMatchObject({
    nodes: { positive: { inputs: { prompt: 'a green ring' } }, denoise: { inputs: { seed } } },
  });
  const second = await inkloomHere(args, folder);
  expect(/^seed: (\d+)$/m.exec(second.stderr)?.[1]).not.toBe(seed);
  expect((await readFile(join(folder, 'star.webp'))).equals(bytes)).toBe(false);
  expect((await readdir(folder)).toSorted()).toEqual(['cache', 'prompt.txt', 'star.webp']);
});

it.each([
  [['-o', 'out/{sed}'], '--out: the name asks for {sed}, which is no column and no parameter. Did you mean "seed"?'],
  [['-o', 'out/{seed'], 'The name "{seed": "{" is no field'],
  [['--set', 'prompt=@none.txt'], '--set prompt=@none.txt: there is no such file'],
])('%j is refused', async (args, message) => {
  const { code, stderr } = await inkloomHere([...RUN, ...args]);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) as string });
});

it('takes two signs for one', async () => {
  const { stderr } = await inkloomHere(['plan', 'text-to-image', ...SMALL, '--set', 'steps=@@x']);
  expect(stderr).toContain('expected a whole number, got "@x"');
});
