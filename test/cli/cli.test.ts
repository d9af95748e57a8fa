// The command, as a user and as another program would use it.
import { cp, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { imageSettings } from '../../engine/cli/commands/image.ts';
import { repoPath, TINY } from '../inference/support/goldens.ts';
import { inkloom } from './support.ts';

const WORKFLOW = repoPath('workflows/text-to-image.json');
const SMALL = ['--set', 'model=tiny-random', '--set', 'width=64', '--set', 'height=48', '--set', 'steps=2'];

describe('inkloom image', () => {
  it('writes a PNG and prints its path; says that the weights are random', async () => {
    const { code, stdout, stderr, folder } = await inkloom([
      'image',
      'a red fox',
      '--model',
      'tiny-random',
      '--width',
      '64',
      '--height',
      '48',
      '--steps',
      '2',
    ]);
    expect(stdout).toBe('out/inkloom-00001.png\n');
    expect(await sharp(join(folder, 'out/inkloom-00001.png')).metadata()).toMatchObject({
      format: 'png',
      width: 64,
      height: 48,
      channels: 3,
    });
    expect(stderr).toContain('random weights: its pictures are noise');
    expect(stderr).toContain('Denoise: step 2 of 2');
    expect(code).toBe(0);
  });

  it('takes the trained checkpoint that ships, at the size it was trained for', async () => {
    const { code, stderr, folder } = await inkloom(['image', 'a red star above a blue square', '--steps', '2']);
    expect(await sharp(join(folder, 'out/inkloom-00001.png')).metadata()).toMatchObject({ width: 128, height: 128 });
    expect(stderr).not.toContain('random weights');
    expect(code).toBe(0);
  });

  it.each([
    [[], []],
    [['model=tiny-random'], []],
    [['model=Qwen-Image'], ['width=1328', 'height=1328', 'guidance=4']],
    [
      ['model=Qwen-Image', 'width=928'],
      ['width=1328', 'height=1328', 'guidance=4'],
    ],
  ])('with %j is begun with %j: what published checkpoints were trained for', (chosen, size) => {
    expect(imageSettings('a fox', chosen)).toEqual(['prompt=a fox', ...size, ...chosen]);
  });

  it('numbers pictures, and the same seed gives the same bytes', async () => {
    const { folder } = await inkloom(['image', 'a red fox', ...SMALL]);
    await inkloom(['image', 'a red fox', ...SMALL], { folder });
    await inkloom(['image', 'a red fox', ...SMALL, '--seed', '1'], { folder });
    const files = await readdir(join(folder, 'out'));
    expect(files).toEqual(['inkloom-00001.png', 'inkloom-00002.png', 'inkloom-00003.png']);
    const [one, two, three] = await Promise.all(files.map((name) => readFile(join(folder, 'out', name))));
    expect(one?.equals(two ?? Buffer.alloc(0))).toBe(true);
    expect(one?.equals(three ?? Buffer.alloc(0))).toBe(false);
  });

  it.each([
    [[], 'Expected one prompt in quotes'],
    [['a', 'b'], 'Expected one prompt in quotes'],
    [['a', '--nope'], "Unknown option '--nope'"],
    [['a', '--memory', 'lots'], '--memory: expected a size such as 12GiB or 800M, got "lots"'],
    [['a', '--threads', '0'], '--threads: expected a whole number from 1, got "0"'],
    [['a', '--precision', 'fp4'], '--precision: expected one of auto, fp32, cast, got "fp4"'],
    [['a', '--width', '100'], 'Node "size", input "width": 100 is not a multiple of 16; nearest: 96 or 112.'],
    [['a', '--steps', '0'], 'Node "schedule", input "steps": 0 is outside 1 to 10000.'],
  ])('refuses %j', async (args, message) => {
    const { code, stderr, stdout } = await inkloom(['image', ...args]);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

describe('inkloom run', () => {
  it('runs a workflow file with settings into a folder', async () => {
    const { code, stdout, folder } = await inkloom([
      'run',
      WORKFLOW,
      '--set',
      'prompt=a "red" fox=1',
      ...SMALL,
      '--set',
      'save.prefix=my fox',
      '--out',
      'pictures/today',
      '--quiet',
    ]);
    expect(stdout).toBe(`${join('pictures/today', 'my fox-00001.png')}\n`);
    expect(await readdir(join(folder, 'pictures/today'))).toEqual(['my fox-00001.png']);
    expect(code).toBe(0);
  });

  it('keeps file names inside of the folder', async () => {
    const { stdout } = await inkloom(['run', 'text-to-image', ...SMALL, '--set', 'save.prefix=../../etc/x', '--quiet']);
    expect(stdout).toBe('out/_.._etc_x-00001.png\n');
  });

  it('prints one event a line with --json', async () => {
    const { code, stdout } = await inkloom(['run', 'text-to-image', ...SMALL, '--json']);
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly type: string; readonly [field: string]: unknown });
    expect(events[0]).toMatchObject({ type: 'run-started', targets: ['save'] });
    expect(
      events
        .filter(({ type, node }) => type === 'node-progress' && node === 'denoise')
        .map(({ value, max }) => [value, max]),
    ).toEqual([
      [1, 2],
      [2, 2],
    ]);
    expect(events.find(({ type }) => type === 'file-saved')).toEqual({
      type: 'file-saved',
      node: 'save',
      path: 'out/inkloom-00001.png',
    });
    expect(events.at(-1)).toMatchObject({ type: 'run-finished', status: 'done', files: ['out/inkloom-00001.png'] });
    expect(events.some((event) => 'preview' in event)).toBe(false);
    expect(code).toBe(0);
  });

  it('fails with 1 and says which node and why', async () => {
    const { code, stderr, stdout } = await inkloom(['run', 'text-to-image', '--set', `prompt=${'fox '.repeat(600)}`]);
    expect(stderr).toContain('Node "positive" (Positive prompt): The prompt has');
    expect(stderr).toContain('but the window is 512 tokens');
    expect(stdout).toBe('');
    expect(code).toBe(1);
  });

  it('fails with 1 for a model that is not there, listing those that are', async () => {
    const { code, stderr } = await inkloom(['run', 'text-to-image', '--set', 'model=qwen']);
    expect(stderr).toContain(
      'Node "checkpoint" (Load checkpoint): There is no checkpoint "qwen". Known: nano, tiny-random.',
    );
    expect(code).toBe(1);
  });

  it('fails with 1 for a damaged model, naming the file', async () => {
    const first = await inkloom(['--version']);
    const models = join(first.folder, 'models');
    await mkdir(models);
    await cp(TINY, join(models, 'damaged'), { recursive: true });
    const weights = join(models, 'damaged/vae/diffusion_pytorch_model.safetensors');
    await truncate(weights, 100_000);
    const { code, stderr } = await inkloom(['run', 'text-to-image', ...SMALL, '--set', 'model=damaged'], {
      folder: first.folder,
    });
    expect(stderr).toContain(`Node "decode" (Decode latent): ${weights} is incomplete`);
    expect(code).toBe(1);
    await rm(models, { recursive: true });
  });

  it('fails with 1 when the budget is too small for float32 weights', async () => {
    const { code, stderr } = await inkloom([
      'run',
      'text-to-image',
      ...SMALL,
      '--memory',
      '1MiB',
      '--precision',
      'fp32',
    ]);
    expect(stderr).toContain('Not enough memory for the transformer in');
    expect(stderr).toContain('the budget is 1.0 MiB');
    expect(code).toBe(1);
  });

  it('refuses with 2 what is no valid workflow, with every problem', async () => {
    const { folder } = await inkloom(['--version']);
    const workflow = JSON.parse(await readFile(WORKFLOW, 'utf8')) as {
      nodes: Record<string, { type: string; inputs: Record<string, unknown> }>;
    };
    workflow.nodes['decode'] = { type: 'decode-latnet', inputs: {} };
    workflow.nodes['positive'] = { type: 'encode-text', inputs: { textEncoder: { from: 'checkpoint.vae' } } };
    workflow.nodes['size'] = { type: 'empty-latent', inputs: { vae: { from: 'denoise.latent' }, width: 20_000 } };
    await writeFile(join(folder, 'bad.json'), JSON.stringify(workflow));
    const { code, stderr } = await inkloom(['run', 'bad.json'], { folder });
    expect(stderr).toContain('Node "decode": unknown node type "decode-latnet". Did you mean "decode-latent"?');
    expect(stderr).toContain(
      'Node "positive", input "textEncoder": expects text-encoder, but "checkpoint.vae" gives vae.',
    );
    expect(stderr).toContain('Node "size", input "width": 20000 is outside 16 to 16384.');
    expect(stderr).toContain('The graph has a cycle: ');
    expect(code).toBe(2);
    const json = await inkloom(['run', 'bad.json', '--json'], { folder });
    expect(JSON.parse(json.stdout)).toMatchObject({
      type: 'error',
      issues: expect.arrayContaining([expect.objectContaining({ code: 'cycle' })]) as unknown,
    });
  });

  it('leaves invalid branches out when asked, and says so', async () => {
    const { folder } = await inkloom(['--version']);
    const workflow = JSON.parse(await readFile(WORKFLOW, 'utf8')) as { nodes: Record<string, unknown> };
    workflow.nodes['lost'] = { type: 'save-image', inputs: { image: { from: 'nowhere.image' } } };
    await writeFile(join(folder, 'half.json'), JSON.stringify(workflow));
    expect((await inkloom(['run', 'half.json', ...SMALL], { folder })).code).toBe(2);
    const { code, stderr, stdout } = await inkloom(['run', 'half.json', ...SMALL, '--partial'], { folder });
    expect(stderr).toContain('Left out: Node "lost", input "image": linked to node "nowhere", which does not exist.');
    expect(stdout).toBe('out/inkloom-00001.png\n');
    expect(code).toBe(0);
  });

  it.each([
    [['run'], 'Which workflow?'],
    [['run', 'no-such.json'], 'no-such.json: there is no such file'],
    [['run', 'text-to-image', '--set', 'sed=7'], '--set: there is nothing called "sed" to set. Did you mean "seed"?'],
    [['run', 'text-to-image', 'prompt=x'], 'Values are set with --set name=value'],
    [['rnu'], 'There is no command "rnu". Known: start, run, image, inspect, plan, draw, extract, cache'],
    [['constructor'], 'There is no command "constructor"'],
  ])('refuses %j with 2', async (args, message) => {
    const { code, stderr } = await inkloom(args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  it('stops when it is interrupted, between two steps at the latest', async () => {
    const { code, stderr, stdout } = await inkloom(['run', 'text-to-image', '--set', 'steps=10000'], {
      interrupt: { when: (printed) => printed.includes('Denoise: step'), signal: 'SIGINT' },
    });
    expect(stderr).toContain('Cancelled after');
    expect(stdout).toBe('');
    expect(code).toBe(130);
  });
});

describe('help', () => {
  it.each([
    [[], 2, 'Usage: inkloom COMMAND'],
    [['--help'], 0, 'Usage: inkloom COMMAND'],
    [['run', '--help'], 0, 'Exit codes: 0 done'],
    [['run', 'text-to-image', '--help'], 0, 'positive.prompt'],
    [['image', '--help'], 0, '--guidance'],
    [['inspect', '--help'], 0, 'Usage: inkloom inspect'],
    [['draw', '--help'], 0, 'Usage: inkloom draw'],
  ])('%j', async (args, expected, text) => {
    const { code, stdout } = await inkloom(args);
    expect(stdout).toContain(text);
    expect(code).toBe(expected);
  });

  it('tells the version', async () => {
    const { version } = JSON.parse(await readFile(repoPath('package.json'), 'utf8')) as { readonly version: string };
    expect((await inkloom(['--version'])).stdout).toBe(`${version}\n`);
  });
});

describe('inkloom draw', () => {
  it('gives the picture of a workflow', async () => {
    const { code, stdout } = await inkloom(['draw', 'text-to-image']);
    expect(code).toBe(0);
    expect(stdout).toBe(await readFile(repoPath('workflows/text-to-image.svg'), 'utf8'));
    expect((await inkloom(['draw'])).code).toBe(2);
  });
});

describe('inkloom inspect', () => {
  it('lists what can be set, for people and for programs', async () => {
    const people = await inkloom(['inspect', WORKFLOW]);
    expect(people.stdout).toMatch(/^Text to image/);
    expect(people.stdout).toMatch(/ {2}steps +whole number, 1 to 10000 = 20/);
    expect(people.stdout).toContain('schedule.curve');
    const programs = await inkloom(['inspect', 'text-to-image', '--json']);
    expect(JSON.parse(programs.stdout)).toMatchObject({
      name: 'Text to image',
      settables: expect.arrayContaining([expect.objectContaining({ name: 'prompt', parameter: true })]) as unknown,
    });
  });
});
