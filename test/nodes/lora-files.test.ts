/** Where LoRA files are looked for. */
import { copyFile, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { loraFiles } from '../../nodes/services/lora-files.ts';
import { modelLibrary } from '../../nodes/services/model-library.ts';
import { lora } from '../lora/support.ts';

/** A folder with a LoRA file at each path. */
async function folderWith(...paths: readonly string[]): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'inkloom-loras-'));
  for (const path of paths) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await copyFile(lora('diffusers'), join(root, path));
  }
  return root;
}

it.each(['loras', 'Lora', 'LyCORIS'])(
  'searches a place that is itself named %s, with its sub-folders',
  async (name) => {
    const place = join(await folderWith(`${name}/ink.safetensors`, `${name}/style/light.safetensors`), name);
    const files = loraFiles([place]);
    expect((await files.entries()).map((entry) => entry.name)).toEqual(['ink.safetensors', 'style/light.safetensors']);
    expect(await files.find('style/light.safetensors')).toBe(join(place, 'style/light.safetensors'));
    expect(await modelLibrary([place]).entries()).toEqual([]);
  },
);

it('searches loras below a place, and does not list its files as models', async () => {
  const place = await folderWith('loras/ink.safetensors', 'models/loras/light.safetensors');
  expect((await loraFiles([place]).entries()).map(({ name }) => name)).toEqual([
    'ink.safetensors',
    'light.safetensors',
  ]);
  expect(await modelLibrary([place]).entries()).toEqual([]);
});
