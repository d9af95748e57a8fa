// The model library and the remembered digests.
import { cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RememberedDigests } from '../../nodes/services/file-digests.ts';
import { inputFiles } from '../../nodes/services/input-files.ts';
import { modelLibrary } from '../../nodes/services/model-library.ts';
import { until } from '../runtime/support.ts';

const temporary = (): Promise<string> => mkdtemp(join(tmpdir(), 'inkloom-'));
const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

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
    expect(await library.checkpoints()).toEqual(['Qwen/Qwen-Image', 'linked', 'mine']);
    expect(await library.checkpoint('mine')).toBe(mine);
    expect(await library.checkpoint('Qwen/Qwen-Image')).toBe(join(two, 'Qwen/Qwen-Image'));
  });

  it.each(['../secret', '/etc', 'a/../../b', 'a/b/c', '.hidden', '', 'a\\b', 'empty'])(
    'never leads out of its folders: %j',
    async (name) => {
      const root = await temporary();
      await checkpoint(root, 'models/known');
      await checkpoint(root, 'secret');
      await checkpoint(root, 'models/.hidden');
      const library = modelLibrary([join(root, 'models')]);
      await expect(library.checkpoint(name)).rejects.toMatchObject({
        code: 'model-missing',
        details: { field: 'checkpoint', received: name },
      });
      await expect(library.checkpoint(name)).rejects.toThrow('Known: known.');
    },
  );
});

describe('inputFiles', () => {
  it('finds a file in the first folder that has it, in folders below too', async () => {
    const [one, two] = [await temporary(), await temporary()];
    await mkdir(join(two, 'below'));
    for (const file of [join(one, 'a.png'), join(two, 'a.png'), join(two, 'below/b.png')]) await writeFile(file, 'x');
    const files = inputFiles([one, two, join(one, 'no-such-folder')]);
    expect(await files.find('a.png')).toBe(await realpath(join(one, 'a.png')));
    expect(await files.find('below/b.png')).toBe(await realpath(join(two, 'below/b.png')));
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
  ])('never leads out of its folders, and says why: %j', async (name, code, message) => {
    const root = await temporary();
    const folder = join(root, 'input');
    await mkdir(folder);
    await writeFile(join(root, 'secret.png'), 'x');
    await writeFile(join(folder, '.hidden'), 'x');
    await symlink(join(root, 'secret.png'), join(folder, 'out.png'));
    await expect(inputFiles([folder]).find(name)).rejects.toMatchObject({
      code,
      details: { received: name },
      message: expect.stringContaining(message) as unknown,
    });
  });
});

describe('RememberedDigests', () => {
  it('reads a file once, and again when it changed', async () => {
    const file = join(await temporary(), 'weights');
    await writeFile(file, 'one');
    const digests = new RememberedDigests();
    expect(await digests.digest(file)).toBe(sha('one'));
    await writeFile(file, 'two');
    expect(await digests.digest(file)).toBe(sha('two'));
  });

  it('are remembered for the next process, by device, inode, size and time', async () => {
    const dir = await temporary();
    const [file, memo] = [join(dir, 'weights'), join(dir, 'cache/digests.json')];
    await writeFile(file, 'one');
    await utimes(file, 1, 1);
    await new RememberedDigests(memo).digest(file);
    let saved = '';
    await until(() => {
      readFile(memo, 'utf8').then(
        (text) => (saved = text),
        () => {},
      );
      return saved !== '';
    });
    await writeFile(memo, saved.replace(sha('one'), 'remembered'));
    const next = new RememberedDigests(memo);
    expect(await next.digest(file)).toBe('remembered');
    await cp(file, join(dir, 'copy'));
    expect(await next.digest(join(dir, 'copy'))).toBe(sha('one'));
  });

  it('work without a memo that is damaged or cannot be written', async () => {
    const dir = await temporary();
    const [file, memo] = [join(dir, 'weights'), join(dir, 'memo')];
    await writeFile(file, 'one');
    await writeFile(memo, 'not json');
    expect(await new RememberedDigests(memo).digest(file)).toBe(sha('one'));
    expect(await new RememberedDigests(join(file, 'below-a-file')).digest(file)).toBe(sha('one'));
    await rm(file);
    await expect(new RememberedDigests().digest(file)).rejects.toThrow('ENOENT');
  });
});
