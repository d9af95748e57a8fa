/** Pictures that carry their workflow, and many pictures from one command. */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { parseWorkflow } from '../../engine/workflow/load.ts';
import { TINY } from '../inference/support/goldens.ts';
import { eventsOf, inkloom, inkloomHere, SMALL } from './support.ts';

const RUN = ['run', 'text-to-image', '--quiet', ...SMALL];
const picture = (folder: string, number: number): Promise<Buffer> =>
  readFile(join(folder, `out/inkloom-0000${number}.png`));

describe('a picture', async () => {
  const { folder } = await inkloom([
    ...RUN,
    '--set',
    'prompt=ein Füchschen 狐狸',
    '--set',
    'seed=18446744073709551615',
  ]);
  const first = await picture(folder, 1);

  it('is made again from itself, to the byte, with and without a cache', async () => {
    const made = (place: string): Promise<Buffer> => readFile(join(folder, place, 'inkloom-00001.png'));
    const again = await inkloom(['run', 'out/inkloom-00001.png', '--quiet', '--no-cache', '-o', 'again'], { folder });
    expect(again.code).toBe(0);
    expect((await made('again')).equals(first)).toBe(true);
    const third = await inkloom(['run', 'again/inkloom-00001.png', '--quiet', '-o', 'third'], { folder });
    expect(third.code).toBe(0);
    expect((await made('third')).equals(first)).toBe(true);
  });

  it('gives its workflow back, with every setting applied', async () => {
    const { stdout } = await inkloomHere(['extract', 'out/inkloom-00001.png'], folder);
    const workflow = parseWorkflow(stdout, 'extracted');
    expect(workflow.nodes['positive']?.inputs).toMatchObject({ prompt: 'ein Füchschen 狐狸' });
  });

  it('gives its values, models and version with --json', async () => {
    const { stdout } = await inkloomHere(['extract', 'out/inkloom-00001.png', '--json'], folder);
    expect(JSON.parse(stdout)).toMatchObject({
      output: 'save',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/) as unknown,
      values: { denoise: { seed: '18446744073709551615', rescale: true }, schedule: { curve: 'checkpoint' } },
      models: { checkpoint: expect.stringMatching(/^[0-9a-f]/) as unknown },
    });
  });

  it('names each model file by its SHA-256, or none with --no-model-hashes', async () => {
    const hashesOf = async (...more: string[]): Promise<unknown> => {
      const { stdout } = await inkloomHere(['extract', ...more, '--json'], folder);
      return (JSON.parse(stdout) as { hashes?: unknown }).hashes;
    };
    const files = ['text_encoder/model', 'transformer/diffusion_pytorch_model', 'vae/diffusion_pytorch_model'];
    const read = files.map(async (name): Promise<[string, string]> => {
      const bytes = await readFile(join(TINY, `${name}.safetensors`));
      return [`${name}.safetensors`, createHash('sha256').update(bytes).digest('hex')];
    });
    const checkpoint = Object.fromEntries(await Promise.all(read));
    expect(await hashesOf('out/inkloom-00001.png')).toEqual({ checkpoint });
    await inkloom(['run', 'out/inkloom-00001.png', '--quiet', '--no-model-hashes', '--out', 'bare'], { folder });
    expect(await hashesOf('bare/inkloom-00001.png')).toBeUndefined();
  });

  it('is made again from its extracted workflow, to the byte', async () => {
    await inkloomHere(['extract', 'out/inkloom-00001.png', '-o', 'mine.json'], folder);
    await inkloom(['run', 'mine.json', '--quiet', '--out', 'again'], { folder });
    expect((await readFile(join(folder, 'again/inkloom-00001.png'))).equals(first)).toBe(true);
  });

  it.each([
    ['webp', 'webp'],
    ['jpeg', 'jpg'],
  ])('is made again from a %s too, to the byte', async (format, extension) => {
    const { folder: other } = await inkloom([...RUN, '--set', `save.format=${format}`]);
    const made = join(other, `out/inkloom-00001.${extension}`);
    expect((await inkloom(['run', made, '--quiet', '--no-cache', '--out', 'again'], { folder: other })).code).toBe(0);
    expect((await readFile(join(other, `again/inkloom-00001.${extension}`))).equals(await readFile(made))).toBe(true);
  });

  it('is made differently with another seed', async () => {
    const { stdout } = await inkloom(
      ['run', 'out/inkloom-00001.png', '--quiet', '--set', 'seed=1', '--out', 'changed'],
      { folder },
    );
    expect((await readFile(join(folder, stdout.trim()))).equals(first)).toBe(false);
  });

  it('holds nothing of the machine it was made on', () => {
    expect(first.toString('latin1')).not.toContain(folder);
    expect(first.toString('latin1')).not.toMatch(/\/(home|root|tmp|work|Users)\//);
  });

  it('holds no workflow with --no-metadata', async () => {
    const made = await inkloom([...RUN, '--no-metadata', '--out', 'plain'], { folder });
    expect(made).toMatchObject({ code: 0, stdout: 'plain/inkloom-00001.png\n' });
    expect(await inkloomHere(['extract', 'plain/inkloom-00001.png'], folder)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'plain/inkloom-00001.png: the picture holds no Inkloom workflow\n',
    });
  });

  it('of another program is refused by run and extract', async () => {
    const foreign = await sharp({ create: { width: 2, height: 2, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    await writeFile(join(folder, 'foreign.png'), foreign);
    for (const command of ['run', 'extract'])
      expect(await inkloomHere([command, 'foreign.png'], folder)).toMatchObject({
        code: 2,
        stderr: 'foreign.png: the picture holds no Inkloom workflow\n',
      });
  });
});

describe('--each', async () => {
  const each = ['--each', 'prompt=a fox', '--each', 'prompt=a cat', '--each', 'seed=1..3'];
  const { folder, stdout } = await inkloom(['run', 'text-to-image', ...SMALL, '--json', ...each]);
  const executed = eventsOf(stdout).flatMap(({ type, node, origin }) =>
    type === 'node-done' && origin === 'executed' && node !== undefined ? [node] : [],
  );
  const pictures = await Promise.all([1, 2, 3, 4, 5, 6].map((number) => picture(folder, number)));
  const count = (pattern: RegExp): number => executed.filter((node) => pattern.test(node)).length;

  it('makes a picture for every combination', () => {
    expect(count(/^save/)).toBe(6);
    expect(new Set(pictures.map((bytes) => bytes.toString('latin1'))).size).toBe(6);
  });

  it('computes once what the combinations share', () => {
    expect(count(/^positive/)).toBe(2);
    expect(count(/^negative/)).toBe(1);
    // Noise depends on the seed alone.
    expect(count(/^denoise.*\/noise$/)).toBe(3);
  });

  it('makes pictures that are made again one by one', async () => {
    const again = await inkloom(['run', 'out/inkloom-00004.png', '--quiet', '--no-cache', '--out', 'one'], { folder });
    expect(again.stdout).toBe('one/inkloom-00001.png\n');
    expect((await readFile(join(folder, 'one/inkloom-00001.png'))).equals(pictures[3] ?? Buffer.alloc(0))).toBe(true);
  });
});

describe('a picture of a batch', async () => {
  const each = ['--each', 'prompt=a fox', '--each', 'prompt=a cat', '--each', 'seed=1..3'];
  const { folder } = await inkloom([...RUN, ...each]);

  it('gives its own graph, which makes it and nothing else', async () => {
    const { stdout } = await inkloomHere(['extract', 'out/inkloom-00005.png', '-o', 'five.json'], folder);
    expect(stdout).toBe('');
    const { nodes } = parseWorkflow(await readFile(join(folder, 'five.json'), 'utf8'), 'five');
    expect(nodes['positive']?.inputs).toMatchObject({ prompt: 'a cat' });
    expect(nodes['denoise']?.inputs).toMatchObject({ seed: '2' });
    const again = await inkloom(['run', 'five.json', '--quiet', '--no-cache', '--out', 'five'], { folder });
    expect(again.stdout).toBe('five/inkloom-00001.png\n');
    const [one, all] = await Promise.all(
      [sharp(join(folder, 'five/inkloom-00001.png')), sharp(join(folder, 'out/inkloom-00005.png'))].map((file) =>
        file.raw().toBuffer(),
      ),
    );
    expect(one?.equals(all ?? Buffer.alloc(0))).toBe(true);
  });

  it('gives the graph of the whole batch with --whole', async () => {
    const { stdout } = await inkloomHere(['extract', 'out/inkloom-00005.png', '--whole'], folder);
    expect(parseWorkflow(stdout, 'whole').nodes['denoise']?.inputs).toMatchObject({ seed: { each: ['1', '2', '3'] } });
  });

  it('gives the values of its own nodes with --json', async () => {
    const { stdout } = await inkloomHere(['extract', 'out/inkloom-00005.png', '--json'], folder);
    expect(JSON.parse(stdout)).toMatchObject({ output: 'save', values: { denoise: { seed: '2' } } });
  });

  it('is made with another seed, once', async () => {
    const args = ['run', 'out/inkloom-00005.png', '--set', 'seed=9', '--quiet', '--out', 'nine'];
    expect((await inkloom(args, { folder })).stdout).toBe('nine/inkloom-00001.png\n');
    const { stdout } = await inkloomHere(['extract', 'nine/inkloom-00001.png'], folder);
    expect(parseWorkflow(stdout, 'nine').nodes).toMatchObject({
      positive: { inputs: { prompt: 'a cat' } },
      denoise: { inputs: { seed: '9' } },
    });
  });
});

describe('--only', () => {
  it('computes a node and what it needs, and nothing else', async () => {
    const { code, stdout } = await inkloom([
      'run',
      'text-to-image',
      '--json',
      '--only',
      'schedule',
      '--only',
      'positive',
    ]);
    const done = eventsOf(stdout).flatMap(({ type, node }) =>
      type === 'node-done' && node !== undefined ? [node] : [],
    );
    expect(new Set(done)).toEqual(new Set(['checkpoint', 'size', 'schedule', 'positive']));
    expect(code).toBe(0);
  });

  it('refuses a node that does not exist', async () => {
    const { code, stderr } = await inkloomHere(['run', 'text-to-image', '--only', 'shedule']);
    expect(stderr).toContain('There is no node "shedule" to run. Did you mean "schedule"?');
    expect(code).toBe(2);
  });
});

describe('inkloom plan', async () => {
  const { folder, stdout: fresh } = await inkloomHere(['plan', 'text-to-image', ...SMALL]);
  await inkloom(RUN, { folder });

  it('plans to compute everything before the first run', () => {
    expect(fresh).toContain('Plan: 8 to compute, 0 reused');
  });

  it('plans to compute nothing after a run', async () => {
    const { stdout } = await inkloomHere(['plan', 'text-to-image', ...SMALL], folder);
    expect(stdout).toContain('Plan: nothing to compute, 1 reused');
  });

  it('says why a node is computed after a change, how long that takes, and what is reused', async () => {
    const { stdout } = await inkloomHere(['plan', 'text-to-image', ...SMALL, '--set', 'seed=5'], folder);
    expect(stdout).toMatch(/Plan: 4 to compute in (about|under) .*, 4 reused/);
    expect(stdout).toMatch(/compute {4}Denoise +because input seed changed, (about|under)/);
    expect(stdout).toMatch(/reuse {6}Positive prompt +from disk/);
  });

  it('is printed before the run with --explain', async () => {
    const { stderr } = await inkloom(['run', 'text-to-image', ...SMALL, '--explain']);
    expect(stderr).toMatch(/^Plan: 8 to compute, 0 reused\n/);
    expect(stderr).toContain('Decode latent: to be computed for the first time');
  });
});
