/** A batch makes what is missing, once, and says so in its manifest. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseTemplate } from '../../../engine/host/batch/names/template.ts';
import { applySettings } from '../../../engine/workflow/settings.ts';
import {
  designOf,
  DrawingPerformer,
  filesBelow,
  fileOf,
  manifestOf,
  newFolder,
  registry,
  rows,
  run,
  seedOf,
  textToImage,
} from './support.ts';

const THREE = [{ prompt: 'a', tag: 'x' }, { prompt: 'b' }, { prompt: 'c' }];

describe('a batch', () => {
  it('saves each picture under its name, with a line of the manifest', async () => {
    const performer = new DrawingPerformer();
    const seeds = { kind: 'count', count: 2 } as const;
    const template = parseTemplate('{index:03}/{seed}');
    const { folder, made } = await run({ design: designOf({ rows: rows(...THREE), seeds, template }), performer });
    expect(made).toBe(6);
    const files = ['000/0.png', '000/1.png', '001/0.png', '001/1.png', '002/0.png', '002/1.png'];
    expect(await filesBelow(folder)).toEqual(files);
    const lines = await manifestOf(folder);
    expect(new Set(lines.map(({ file }) => file))).toEqual(new Set(files));
    expect(lines.find(({ file }) => file === '000/1.png')).toMatchObject({
      index: 0,
      line: 1,
      seeds: ['1'],
      values: { prompt: 'a', tag: 'x' },
      seconds: 1,
      cached: false,
    });
    expect(performer.mostAtOnce).toBe(2);
  });

  it('makes nothing again, and only what was deleted', async () => {
    const performer = new DrawingPerformer();
    const design = designOf({ rows: rows(...THREE) });
    const { folder } = await run({ design, performer });
    expect(await run({ design, performer, folder })).toMatchObject({ made: 0, skipped: 3 });
    await rm(join(folder, '00001-0.png'));
    expect(await run({ design, performer, folder })).toMatchObject({ made: 1, skipped: 2 });
    expect(performer.made).toHaveLength(4);
    expect(await manifestOf(folder)).toHaveLength(3);
  });

  it.each([
    ['a value', { rows: rows({ prompt: 'other' }, ...THREE.slice(1)) }, 1],
    ['the workflow', { workflow: applySettings(textToImage, ['steps=5'], registry) }, 3],
    ['nothing but a column that sets nothing', { rows: rows({ prompt: 'a', tag: 'z' }, ...THREE.slice(1)) }, 0],
  ])('makes again what changes with %s', async (_what, change, count) => {
    const performer = new DrawingPerformer();
    const design = designOf({ rows: rows(...THREE) });
    const { folder } = await run({ design, performer });
    expect(await run({ design: { ...design, ...change }, performer, folder })).toMatchObject({ made: count });
    expect(await manifestOf(folder)).toHaveLength(3);
  });

  it('makes again what another model would make', async () => {
    const performer = new DrawingPerformer();
    const design = designOf({ rows: rows(...THREE) });
    const { folder } = await run({ design, performer });
    performer.outside = 'other models';
    expect(await run({ design, performer, folder })).toMatchObject({ made: 3, skipped: 0 });
  });

  it('lets one bad row and one failing picture fail alone', async () => {
    const performer = new DrawingPerformer();
    performer.failing = ['b'];
    const design = designOf({ rows: rows({ prompt: 'a' }, { steps: 1 }, { prompt: 'b' }, { prompt: 'c' }) });
    const { folder, failed } = await run({ design, performer });
    expect(failed).toBe(2);
    expect(await filesBelow(folder)).toEqual(['00000-0.png', '00003-0.png']);
    const errors = (await manifestOf(folder)).filter((line) => 'error' in line);
    expect(errors).toMatchObject([
      { name: null, line: 2, error: 'there is no column "prompt"' },
      { name: '00002-0', line: 3, error: 'out of ink', values: { prompt: 'b' } },
    ]);
    performer.failing = [];
    expect(await run({ design, performer, folder })).toMatchObject({ made: 1, skipped: 2, failed: 1 });
    expect(await manifestOf(folder)).toHaveLength(4);
  });

  it('never overwrites a file that is not its own', async () => {
    const performer = new DrawingPerformer();
    const folder = await newFolder();
    await fileOf('00000-0.png', 'mine', folder);
    expect(await run({ design: designOf({ rows: rows(...THREE) }), performer, folder })).toMatchObject({ failed: 1 });
    expect(await readFile(join(folder, '00000-0.png'), 'utf8')).toBe('mine');
  });

  it('saves in the format that the name asks for, or says why not', async () => {
    const performer = new DrawingPerformer();
    const design = designOf({ rows: rows({ prompt: 'a' }), template: parseTemplate('{seed}.webp') });
    const { folder } = await run({ design, performer });
    expect(await manifestOf(folder)).toMatchObject([
      { error: 'The workflow gives a .png file, and the name ends with .webp' },
    ]);
  });
});

describe('an end before the end', () => {
  it('keeps what is done, and goes on from there', async () => {
    const performer = new DrawingPerformer();
    const stop = new AbortController();
    performer.during = async (job) => {
      if (job.index === 2) stop.abort(new Error('stopped'));
    };
    const folder = join(await newFolder(), 'out');
    const design = designOf({ rows: rows(...THREE, { prompt: 'd' }) });
    await expect(run({ design, performer, folder, signal: stop.signal })).rejects.toThrow('stopped');
    performer.during = () => Promise.resolve();
    const { made, skipped } = await run({ design, performer, folder });
    expect(made + skipped).toBe(4);
    expect(performer.made).toHaveLength(4);
    expect(new Set(performer.made.map(({ index }) => index))).toEqual(new Set([0, 1, 2, 3]));
  });

  it('starts anew after an error of the place, not of a picture', async () => {
    const performer = new DrawingPerformer();
    performer.during = () => Promise.reject(new Error('the server is gone'));
    await expect(run({ design: designOf({ rows: rows(...THREE) }), performer })).rejects.toThrow('the server is gone');
    expect(performer.atOnce).toBe(0);
  });
});

describe('before the start', () => {
  const refused = async (change: Parameters<typeof designOf>[0]) => {
    const folder = join(await newFolder(), 'out');
    const performer = new DrawingPerformer();
    const result = await run({ design: designOf(change), performer, folder }).then(
      () => 'made',
      (error: unknown) => (error as Error).message,
    );
    expect(performer.made).toEqual([]);
    await expect(filesBelow(folder)).rejects.toThrow('ENOENT');
    return result;
  };

  it('two files of one name are refused, in whatever capitals', async () => {
    const change = { rows: rows({ prompt: 'Star' }, { prompt: 'b' }, { prompt: 'STAR' }) };
    expect(await refused({ ...change, template: parseTemplate('{prompt}') })).toBe(
      'table.jsonl: lines 1 and 3 would both be saved as "STAR". ' +
        'Names must differ: use {index} for the row and {seed} or {sample} within one',
    );
    expect(
      await refused({ ...change, template: parseTemplate('{index}'), seeds: { kind: 'count', count: 2 } }),
    ).toMatch('line 1 would both be saved as "0"');
  });

  it('a name that asks for what is not there is refused', async () => {
    expect(await refused({ rows: rows({ prompt: 'a', tag: 'x' }), template: parseTemplate('{tags}') })).toMatch(
      'the name asks for {tags}, which is no column and no parameter. Did you mean "tag"?',
    );
  });

  it('a table without a row that can be used is refused', async () => {
    expect(await refused({ rows: rows() })).toBe('table.jsonl: the table has no rows');
    expect(await refused({ rows: rows({ text: 'a' }) })).toMatch('line 1: there is no column "prompt"');
  });

  it('a workflow that cannot run is refused', async () => {
    const nodes = Object.fromEntries(Object.entries(textToImage.nodes).filter(([id]) => id !== 'denoise'));
    const workflow = { ...textToImage, nodes, parameters: {} };
    expect(await refused({ workflow, rows: rows({ 'positive.prompt': 'a' }), required: [] })).toMatch('denoise');
  });
});

describe('the manifest', () => {
  const made = async () => {
    const performer = new DrawingPerformer();
    const design = designOf({ rows: rows(...THREE) });
    const { folder } = await run({ design, performer });
    return { performer, design, folder, path: join(folder, 'manifest.jsonl') };
  };

  it('loses nothing but a torn last line', async () => {
    const { performer, design, folder, path } = await made();
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.slice(0, -40));
    const { made: again } = await run({ design, performer, folder });
    // The last line was cut off, and its picture, which has its name, belongs to nobody.
    expect(again).toBe(0);
    expect((await manifestOf(folder)).filter((line) => 'error' in line)).toHaveLength(1);
  });

  it('keeps the day of the first start', async () => {
    const { performer, folder, path } = await made();
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replaceAll(/"time":"[^"]*"/g, '"time":"2001-02-03T12:00:00.000Z"'));
    const template = parseTemplate('{date}-{index}');
    await run({ design: designOf({ rows: rows({ prompt: 'a' }), template }), performer, folder });
    expect(await filesBelow(folder)).toContain('2001-02-03-0.png');
  });

  it('follows what killed batches left unfinished', async () => {
    const { performer, design, folder } = await made();
    await mkdir(folder, { recursive: true });
    const path = await fileOf('.saving-1', 'half', folder);
    const { utimes } = await import('node:fs/promises');
    await utimes(path, new Date(0), new Date(0));
    await run({ design, performer, folder });
    expect(await filesBelow(folder)).toEqual(['00000-0.png', '00001-0.png', '00002-0.png']);
  });
});

it('seeds reach the workflow', async () => {
  const performer = new DrawingPerformer();
  await run({ design: designOf({ rows: rows({ prompt: 'a', seed: 5 }) }), performer });
  expect(performer.made.map(seedOf)).toEqual(['5']);
});
