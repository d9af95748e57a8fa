// The model library and the files that workflows read.
import { mkdir, mkdtemp, realpath, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inputFiles } from '../../nodes/services/input-files.ts';
import { modelLibrary } from '../../nodes/services/model-library.ts';

const temporary = (): Promise<string> => mkdtemp(join(tmpdir(), 'inkloom-'));

async function checkpoint(root: string, name: string): Promise<string> {
  const dir = join(root, name);
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, 'model_index.json'), '{}');
  return dir;
}

describe('modelLibrary', () => {
  it('finds checkpoints of one and two levels, links too, the first folder first', async () => {
    const [one, two] = [await temporary(), await temporary()];
    const mine = await checkpoint(one, 'mine');
    await checkpoint(two, 'mine');
    await checkpoint(two, 'Qwen/Qwen-Image');
    await symlink(mine, join(two, 'linked'));
    await mkdir(join(two, 'empty'));
    const library = modelLibrary([one, two, join(one, 'no-such-folder')]);
    expect(await library.names('checkpoint')).toEqual(['Qwen/Qwen-Image', 'linked', 'mine']);
    expect(await library.pathOf('checkpoint', 'mine')).toBe(mine);
    expect(await library.pathOf('checkpoint', 'Qwen/Qwen-Image')).toBe(join(two, 'Qwen/Qwen-Image'));
    expect(await library.pathOf('checkpoint', 'Qwen\\Qwen-Image')).toBe(join(two, 'Qwen/Qwen-Image'));
  });

  it.each(['../secret', '/etc', 'a/../../b', 'a/b/c', '.hidden', '', 'a\\b', 'empty'])(
    'never leads out of its folders: %j',
    async (name) => {
      const root = await temporary();
      await checkpoint(root, 'models/known');
      await checkpoint(root, 'secret');
      await checkpoint(root, 'models/.hidden');
      const library = modelLibrary([join(root, 'models')]);
      await expect(library.pathOf('checkpoint', name)).rejects.toMatchObject({
        code: 'model-missing',
        details: { field: 'checkpoint', received: name },
      });
      await expect(library.pathOf('checkpoint', name)).rejects.toThrow('Known: known.');
    },
  );
});

describe('a folder of ComfyUI', () => {
  /** A file of another family: one tensor of two float16 values. */
  const FOREIGN = Buffer.from('{"lm_head.weight":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}');

  it.each(['', 'models'])('is found as an installation or by its models: %j', async (below) => {
    const place = await temporary();
    const folder = join(place, below, 'diffusion_models', 'qwen', 'new');
    await mkdir(folder, { recursive: true });
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(FOREIGN.length));
    await writeFile(join(folder, 'a.safetensors'), Buffer.concat([length, FOREIGN, Buffer.alloc(4)]));
    await writeFile(join(folder, 'b.gguf'), 'not a model');
    await mkdir(join(place, below, 'upscale_models'));
    await writeFile(join(place, below, 'upscale_models', 'c.safetensors'), 'of another kind');
    await checkpoint(join(place, below), 'mine');
    const library = modelLibrary([place]);
    expect((await library.entries()).filter(({ isFolder }) => !isFolder)).toMatchObject([
      { name: 'qwen/new/a.safetensors', kinds: [], model: 'no model known here', format: 'fp16' },
      { name: 'qwen/new/b.gguf', kinds: [], model: 'unreadable' },
    ]);
    expect(await library.names('checkpoint')).toEqual(['mine']);
    await expect(library.openTransformer('qwen/new/a.safetensors')).rejects.toThrow(
      `There is no transformer "qwen/new/a.safetensors". Known: mine. Searched: ${place}. ` +
        `${join(folder, 'a.safetensors')} belongs to no family of models known here`,
    );
  });
});

describe('inputFiles', () => {
  it('finds a file in the first folder that has it, in folders below too', async () => {
    const [one, two] = [await temporary(), await temporary()];
    await mkdir(join(two, 'below'));
    for (const file of [join(one, 'a.png'), join(two, 'a.png'), join(two, 'below/b.png')]) await writeFile(file, 'x');
    const files = inputFiles([one, two, join(one, 'no-such-folder')]);
    expect(await files.find('a.png')).toBe(await realpath(join(one, 'a.png')));
    expect(await files.find('below/b.png')).toBe(await realpath(join(two, 'below/b.png')));
    expect(await files.find('below\\b.png')).toBe(await realpath(join(two, 'below/b.png')));
  });

  it.each([
    ['../secret.png', 'file-outside', 'is a path. Workflows name files in the input folders'],
    ['/etc/passwd', 'file-outside', 'add its folder with --input /etc, and name it "passwd"'],
    ['~/cat.png', 'file-outside', 'add its folder with --input ~, and name it "cat.png"'],
    ['C:\\cats\\cat.png', 'file-outside', 'is a path'],
    ['below/../../secret.png', 'file-outside', 'is a path'],
    ['.hidden', 'file-missing', 'no part of it may be empty or begin with a dot'],
    ['', 'file-missing', 'is no name of a file'],
    ['out.png', 'file-outside', 'is a link that leads out of the input folders'],
    ['nothing.png', 'file-missing', 'There is no file "nothing.png". Searched: '],
    ['Kitten.PNG', 'file-missing', 'There is no file "Kitten.PNG". Did you mean "kitten.png"? Searched: '],
    ['Linked/Secret.png', 'file-missing', 'There is no file "Linked/Secret.png". Searched: '],
  ])('never leads out of its folders, and says why: %j', async (name, code, message) => {
    const root = await temporary();
    const folder = join(root, 'input');
    await mkdir(folder);
    await writeFile(join(root, 'secret.png'), 'x');
    await writeFile(join(folder, '.hidden'), 'x');
    await writeFile(join(folder, 'kitten.png'), 'x');
    await symlink(root, join(folder, 'Linked'));
    await symlink(join(root, 'secret.png'), join(folder, 'out.png'));
    await expect(inputFiles([folder]).find(name)).rejects.toMatchObject({
      code,
      details: { received: name },
      message: expect.stringContaining(message) as unknown,
    });
  });
});
