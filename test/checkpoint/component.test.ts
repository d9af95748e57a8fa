// Weights are opened from a folder or from a single file, by what the file holds before how it is called.
import { cp, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openComponent } from '../../inference/checkpoint/component.ts';
import { TINY } from '../inference/support/goldens.ts';

const FOLDER = join(TINY, 'transformer');
const FILE = join(FOLDER, 'diffusion_pytorch_model.safetensors');

const temporary = (name: string): Promise<string> =>
  mkdtemp(join(tmpdir(), 'inkloom-')).then((folder) => join(folder, name));

it('opens a single file as it opens the folder around it', async () => {
  const [file, folder] = [await openComponent(FILE), await openComponent(FOLDER)];
  expect([...file.names()]).toEqual([...folder.names()]);
  expect(file.get('img_in.weight')).toEqual(folder.get('img_in.weight'));
  expect([file.label, folder.label]).toEqual([FILE, FOLDER]);
});

it.each(['model.bin', 'model', 'model.SFT'])('opens safetensors under the name %s', async (name) => {
  const path = await temporary(name);
  await cp(FILE, path);
  expect([...(await openComponent(path)).names()]).toContain('img_in.weight');
});

it('lets the reader that a name belongs to say why a file is damaged', async () => {
  const path = await temporary('model.safetensors');
  await writeFile(path, 'no');
  await expect(openComponent(path)).rejects.toMatchObject({ code: 'file-truncated', details: { file: path } });
});

it('refuses a file of an unknown format, a folder without weights, and a path that is not there', async () => {
  const path = await temporary('notes.txt');
  await expect(openComponent(path)).rejects.toThrow(`Weights not found: ${path}`);
  await writeFile(path, 'Nothing but a text, and a long one at that, so that its length is no reason.');
  const refusal = { code: 'file-missing', details: { received: 'none' } };
  await expect(openComponent(path)).rejects.toMatchObject(refusal);
  await expect(openComponent(join(path, '..'))).rejects.toMatchObject(refusal);
});
