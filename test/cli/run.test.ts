/** `inkloom run`, as a user and as another program would use it. */
import { cp, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repoPath, TINY } from '../inference/support/goldens.ts';
import { eventsOf, inkloom, inkloomHere, newFolder, SMALL } from './support.ts';

const WORKFLOW = repoPath('workflows/text-to-image.json');

describe('inkloom run', () => {
  it('writes pictures into the folder it is given, under the prefix that is set', async () => {
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

  it('never writes outside the folder, whatever the prefix says', async () => {
    const { stdout } = await inkloom(['run', 'text-to-image', ...SMALL, '--set', 'save.prefix=../../etc/x', '--quiet']);
    expect(stdout).toBe('out/etc_x-00001.png\n');
  });

  describe('with --json', async () => {
    const { code, stdout } = await inkloom(['run', 'text-to-image', ...SMALL, '--json']);
    const events = eventsOf(stdout);

    it('prints one event a line, from the start of the run to its end', () => {
      expect(events[0]).toMatchObject({ type: 'run-started', targets: ['save'] });
      expect(events.at(-1)).toMatchObject({ type: 'run-finished', status: 'done', files: ['out/inkloom-00001.png'] });
      expect(code).toBe(0);
    });

    it('prints the steps of each node', () => {
      const steps = events.filter(
        // A step that takes long also tells its parts.
        ({ type, node, value }) => type === 'node-progress' && node === 'denoise' && Number.isInteger(value),
      );
      expect(steps).toMatchObject([
        { value: 1, max: 2 },
        { value: 2, max: 2 },
      ]);
    });

    it('prints the path of each file, and what it was made with', () => {
      const saved = { type: 'file-saved', node: 'save', path: 'out/inkloom-00001.png', isNew: true };
      expect(events.find(({ type }) => type === 'file-saved')).toMatchObject({
        ...saved,
        values: { model: 'tiny-random', width: 64, height: 48, steps: 2 },
      });
    });

    it('prints no pixels', () => {
      expect(events.some((event) => 'preview' in event)).toBe(false);
    });
  });

  it('exits with 1 for a node that fails, and says which and why', async () => {
    const at = await newFolder();
    const plain = { type: 'plain-image', inputs: { width: 64, height: 64 } };
    const list = { type: 'batch-images', inputs: { images: { from: 'plain.image' } } };
    const pick = { type: 'pick-image', inputs: { images: { from: 'list.images' }, number: 9 } };
    const save = { type: 'save-image', inputs: { image: { from: 'pick.image' } } };
    const workflow = { format: 'inkloom-workflow', version: 3, name: 'Pick', nodes: { plain, list, pick, save } };
    await writeFile(join(at, 'pick.json'), JSON.stringify(workflow));
    const { code, stderr, stdout } = await inkloomHere(['run', 'pick.json'], at);
    expect(stderr).toContain('Node "pick" (Pick image): There is no picture number 9');
    expect(stdout).toBe('');
    expect(code).toBe(1);
  });

  it('exits with 2 for a prompt that is too long, before anything runs', async () => {
    const { code, stderr, stdout } = await inkloomHere([
      'run',
      'text-to-image',
      '--set',
      `prompt=${'fox '.repeat(600)}`,
    ]);
    expect(stderr).toContain('Node "positive" (Positive prompt): The prompt has');
    expect(stderr).toContain('but the window is 512 tokens');
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('exits with 2 for a missing model, and lists the models there are', async () => {
    const { code, stderr } = await inkloomHere(['run', 'text-to-image', '--set', 'model=qwen']);
    expect(stderr).toContain('Node "checkpoint" (Load checkpoint): There is no checkpoint "qwen". Known: nano.');
    expect(stderr).toMatch(/Nothing was computed\.\n$/);
    expect(code).toBe(2);
  });

  it('exits with 2 for a damaged model before anything is computed, and names the file', async () => {
    const folder = await newFolder();
    const models = join(folder, 'models');
    await mkdir(models);
    await cp(TINY, join(models, 'damaged'), { recursive: true });
    const weights = join(models, 'damaged/vae/diffusion_pytorch_model.safetensors');
    await truncate(weights, 100_000);
    const { code, stderr } = await inkloomHere(['run', 'text-to-image', ...SMALL, '--set', 'model=damaged'], folder);
    expect(stderr).toContain(`Node "checkpoint" (Load checkpoint): ${weights} is incomplete`);
    expect(stderr).toMatch(/Nothing was computed\.\n$/);
    expect(code).toBe(2);
    await rm(models, { recursive: true });
  });

  it('exits with 2 when the memory is too small for float32 weights', async () => {
    const { code, stderr } = await inkloomHere([
      'run',
      'text-to-image',
      ...SMALL,
      '--memory',
      '1MiB',
      '--precision',
      'fp32',
    ]);
    expect(stderr).toContain('Node "denoise" (Denoise): Not enough memory for the transformer in');
    expect(stderr).toContain('the budget is 1.0 MiB');
    expect(stderr).toMatch(/Nothing was computed\.\n$/);
    expect(code).toBe(2);
  });

  it.each([
    [['--set', 'width=16384', '--set', 'height=16384'], 'Not enough memory for a picture of 16384 x 16384: it needs '],
    [['--models', 'nowhere'], '--models nowhere: there is no such folder\n'],
    [['--input', 'nowhere'], '--input nowhere: there is no such folder\n'],
    [['--out', '/proc/nothing'], '--out /proc/nothing: files cannot be written there'],
    [['--out', 'a-file/below'], 'a-file is a file, not a folder. Name a folder: --out FOLDER\n'],
  ])('with %j is refused with 2 before anything is computed', async (args, message) => {
    const folder = await newFolder();
    await writeFile(join(folder, 'a-file'), '');
    const { code, stderr, stdout } = await inkloomHere(['run', 'text-to-image', '--memory', '16GiB', ...args], folder);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('done');
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  describe('a workflow with several problems', async () => {
    const folder = await newFolder();
    const workflow = JSON.parse(await readFile(WORKFLOW, 'utf8')) as {
      nodes: Record<string, { type: string; inputs: Record<string, unknown> }>;
    };
    workflow.nodes['decode'] = { type: 'decode-latnet', inputs: {} };
    workflow.nodes['positive'] = { type: 'encode-text', inputs: { textEncoder: { from: 'checkpoint.vae' } } };
    workflow.nodes['size'] = { type: 'empty-latent', inputs: { vae: { from: 'denoise.latent' }, width: 20_000 } };
    await writeFile(join(folder, 'bad.json'), JSON.stringify(workflow));

    it('is refused with 2, and every problem is named', async () => {
      const { code, stderr } = await inkloomHere(['run', 'bad.json'], folder);
      expect(stderr).toContain('Node "decode": unknown node type "decode-latnet". Did you mean "decode-latent"?');
      expect(stderr).toContain(
        'Node "positive", input "textEncoder": expects text-encoder, but "checkpoint.vae" gives vae.',
      );
      expect(stderr).toContain('Node "size", input "width": 20000 is outside 16 to 16384.');
      expect(stderr).toContain('The graph has a cycle: ');
      expect(code).toBe(2);
    });

    it('is refused as JSON with --json', async () => {
      const { stdout } = await inkloomHere(['run', 'bad.json', '--json'], folder);
      expect(JSON.parse(stdout)).toMatchObject({
        type: 'error',
        issues: expect.arrayContaining([expect.objectContaining({ code: 'cycle' })]) as unknown,
      });
    });
  });

  it('leaves invalid branches out with --partial, and says so', async () => {
    const folder = await newFolder();
    const workflow = JSON.parse(await readFile(WORKFLOW, 'utf8')) as { nodes: Record<string, unknown> };
    workflow.nodes['lost'] = { type: 'save-image', inputs: { image: { from: 'nowhere.image' } } };
    await writeFile(join(folder, 'half.json'), JSON.stringify(workflow));
    expect((await inkloomHere(['run', 'half.json', ...SMALL], folder)).code).toBe(2);
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
    [['run', 'text-to-imag'], 'text-to-imag: there is no such file. Did you mean "text-to-image", which ships?'],
    [
      ['run', 'text-to-image', '--widht=5'],
      'There is no option "--widht". A setting of the workflow is written --set width',
    ],
    [['run', 'text-to-image', '--each', 'sed=7'], '--each: there is nothing called "sed" to set. Did you mean "seed"?'],
    [
      ['run', 'text-to-image', '--each', 'seed=1..20000'],
      '--each: seed: "1..20000" gives 20000 values; the most is 10000',
    ],
    [['ran'], 'There is no command "ran". Did you mean "run"?'],
    [['rnu'], 'There is no command "rnu". Known: start, worker, run, image, batch, inspect, plan, draw'],
    [['constructor'], 'There is no command "constructor"'],
  ])('refuses %j with 2, and says why', async (args, message) => {
    const { code, stderr } = await inkloomHere(args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  it.each(['SIGINT', 'SIGHUP'] as const)('stops between two steps at %s', async (signal) => {
    const { code, stderr, stdout } = await inkloom(['run', 'text-to-image', '--set', 'steps=10000'], {
      interrupt: { when: (printed) => printed.includes('Denoise: step'), signal },
    });
    expect(stderr).toContain('Cancelled after');
    expect(stdout).toBe('');
    expect(code).toBe(130);
  });
});
