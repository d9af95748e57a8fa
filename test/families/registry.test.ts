// Which family a folder belongs to, and what is said of one that belongs to none.
import { cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FamilyRegistry } from '../../inference/families/registry.ts';
import { CHECKPOINTS, TINY } from '../inference/support/goldens.ts';

const registry = new FamilyRegistry();
const temporary = (): Promise<string> => mkdtemp(join(tmpdir(), 'inkloom-'));

/** A folder with one JSON file. */
async function folderWith(name: string, content: unknown): Promise<string> {
  const dir = await temporary();
  await writeFile(join(dir, name), JSON.stringify(content));
  return dir;
}

describe('a folder is recognised', () => {
  it.each(['', 'transformer', 'vae', 'text_encoder', 'tokenizer'])('by its configs: %j', async (part) => {
    expect((await registry.recognise(join(TINY, part))).name).toBe('qwen-image');
  });

  it('by a tensor of its transformer, when no config names a class', async () => {
    const dir = await temporary();
    await mkdir(join(dir, 'transformer'));
    await writeFile(join(dir, 'model_index.json'), '{}');
    const weights = 'diffusion_pytorch_model.safetensors';
    await cp(join(TINY, 'transformer', weights), join(dir, 'transformer', weights));
    expect((await registry.recognise(dir)).name).toBe('qwen-image');
    expect((await registry.recognise(join(dir, 'transformer'))).name).toBe('qwen-image');
  });

  it('as a ControlNet only when it is one', async () => {
    expect(await (await registry.controlNet(join(CHECKPOINTS, 'tiny-controlnet-inpaint')))?.open()).toEqual({
      takesMask: true,
      streamWidth: 96,
    });
    expect(await registry.controlNet(join(TINY, 'transformer'))).toBeUndefined();
    expect(await registry.controlNet('/nowhere')).toBeUndefined();
  });
});

describe('a folder is refused', () => {
  it.each([
    ['model_index.json', { _class_name: 'FluxPipeline' }],
    ['config.json', { _class_name: 'FluxTransformer2DModel' }],
    ['tokenizer_config.json', { tokenizer_class: 'T5Tokenizer' }],
  ])('with a %s of another family', async (name, content) => {
    const dir = await folderWith(name, content);
    await expect(registry.recognise(dir)).rejects.toMatchObject({
      code: 'config-invalid',
      message: `${dir} belongs to no family of models known here: qwen-image, qwen-image-2.1`,
      details: { file: dir, expected: 'qwen-image, qwen-image-2.1' },
    });
  });

  it('without a config', async () => {
    const dir = await temporary();
    await expect(registry.recognise(dir)).rejects.toMatchObject({
      code: 'file-missing',
      details: { file: join(dir, 'config.json') },
    });
  });
});

describe('a module of families is refused', () => {
  const loadedFrom = (url: string): Promise<unknown> => new FamilyRegistry([url]).all();
  const moduleOf = (text: string): string => `data:text/javascript,${encodeURIComponent(text)}`;

  it.each([
    ['that is not there', 'file:///nowhere/family.js', 'cannot be loaded'],
    ['that exports none', moduleOf('export const family = {};'), 'must export "families", a list of families'],
    [
      'that repeats a name',
      moduleOf(`export const families = [{ name: 'qwen-image', recognises() {}, runtime() {} }];`),
      'repeats family "qwen-image"',
    ],
  ])('%s', async (_name, url, message) => {
    await expect(loadedFrom(url)).rejects.toThrow(message);
  });

  it('also when a component names a family that nobody brought', async () => {
    await expect(registry.of({ dir: TINY, digest: '', family: 'toy' })).rejects.toThrow(
      'There is no family of models "toy"; known: qwen-image',
    );
  });
});
