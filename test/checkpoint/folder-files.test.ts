// Names of files in digests: the same on every system.
import { cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix, win32 } from 'node:path';
import { expect, it } from 'vitest';
import { openComponent } from '../../inference/checkpoint/component.ts';
import { filesOf, nameBelow } from '../../inference/checkpoint/folder-files.ts';
import { repoPath } from '../inference/support/goldens.ts';

it('the name of a file below a folder has slashes on every system', () => {
  expect(nameBelow('transformer', 'a\\b.safetensors', win32)).toBe('transformer/a/b.safetensors');
  expect(nameBelow('transformer', 'a/b.safetensors', posix)).toBe('transformer/a/b.safetensors');
  expect(nameBelow('', 'config.json', win32)).toBe('config.json');
  expect(nameBelow('a', 'Fu\u0308chse', posix)).toBe('a/F\u00FCchse');
  expect(nameBelow('', 'odd\\name', posix)).toBe('odd\\name');
});

it('what Finder and Explorer leave in a folder is no part of a model', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'inkloom-folder-'));
  const vae = join(dir, 'vae');
  await cp(repoPath('models/tiny-random/vae'), vae, { recursive: true });
  const [files, weights] = [await filesOf(dir, ['vae']), [...(await openComponent(vae)).names()]];
  expect(files.map(({ name }) => name)).toEqual(['vae/config.json', 'vae/diffusion_pytorch_model.safetensors']);
  await mkdir(join(vae, '.cache'));
  for (const name of [
    '.DS_Store',
    '._diffusion_pytorch_model.safetensors',
    '._model-00001-of-00002.safetensors',
    'Desktop.ini',
    'Thumbs.db',
    '.cache/a',
  ])
    await writeFile(join(vae, name), 'x');
  expect(await filesOf(dir, ['vae'])).toEqual(files);
  expect([...(await openComponent(vae)).names()]).toEqual(weights);
});
