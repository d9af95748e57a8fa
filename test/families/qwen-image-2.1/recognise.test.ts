// Folders of the two families, told apart by the classes in their configs.
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderFacts } from '../../../inference/families/folder-facts.ts';
import { recognises as recognisesFirst } from '../../../inference/families/qwen-image/recognise.ts';
import { recognises } from '../../../inference/families/qwen-image-2.1/recognise.ts';

async function folder(files: Readonly<Record<string, object>>): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'inkloom-'));
  for (const [name, json] of Object.entries(files)) {
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await writeFile(join(dir, name), JSON.stringify(json));
  }
  return dir;
}

describe('a folder', () => {
  it.each([
    ['model_index.json', { _class_name: 'QwenImage21Pipeline' }, 'second'],
    ['model_index.json', { _class_name: 'QwenImage21TurboModularPipeline' }, 'second'],
    ['model_index.json', { _class_name: 'QwenImageEditPlusPipeline' }, 'first'],
    ['config.json', { _class_name: 'QwenImage21Transformer2DModel' }, 'second'],
    ['config.json', { _class_name: 'QwenImageTransformer2DModel' }, 'first'],
    ['config.json', { _class_name: 'AutoencoderKLQwenImage21' }, 'second'],
    ['config.json', { _class_name: 'AutoencoderKLQwenImage' }, 'first'],
    ['config.json', { model_type: 'qwen3_vl' }, 'second'],
    ['config.json', { model_type: 'qwen2_5_vl' }, 'first'],
    ['config.json', { model_type: 'llama' }, 'none'],
  ])('with %s %j is of one family: %s', async (name, json, family) => {
    const facts = folderFacts(await folder({ [name]: json }));
    expect([await recognisesFirst(facts), await recognises(facts)]).toEqual([family === 'first', family === 'second']);
  });

  it('with another pipeline is known by the class of its transformer', async () => {
    const facts = folderFacts(
      await folder({
        'model_index.json': { _class_name: 'MyPipeline' },
        'transformer/config.json': { _class_name: 'QwenImage21Transformer2DModel' },
      }),
    );
    expect([await recognisesFirst(facts), await recognises(facts)]).toEqual([false, true]);
  });
});
