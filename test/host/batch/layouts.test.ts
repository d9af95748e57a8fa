/**
 * Folders of benchmarks, as their own repositories describe them. The expected paths are written down from there:
 * GenEval README "The generated format should be"; DPG-Bench compute_dpg_bench.py (stem of the prompt, four tiles);
 * LongText-Bench README "save according to the following structure"; OneIG-Bench README "images/"; Step1X-Edit
 * GEdit-Bench/generate_image_example.py; ImgEdit basic_bench_readme.md.
 */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { layoutNamed } from '../../../engine/host/batch/layouts/registry.ts';
import { parseTemplate } from '../../../engine/host/batch/names/template.ts';
import { openTable } from '../../../engine/host/batch/rows/table.ts';
import { loadWorkflow } from '../../../engine/host/open-workflow.ts';
import { workflowFile } from '../../../engine/host/workflow-file.ts';
import { designOf, DrawingPerformer, fileOf, filesBelow, manifestOf, run, textToImage } from './support.ts';

const edit = await loadWorkflow(workflowFile('edit'));

/** Makes a benchmark from its prompts, a file or a folder. */
async function make(name: string, prompts: string) {
  const layout = layoutNamed(name);
  const performer = new DrawingPerformer();
  const design = designOf({
    table: prompts,
    rows: layout.rows?.(prompts) ?? (await openTable(prompts)).rows,
    workflow: layout.workflow === 'edit' ? edit : textToImage,
    template: parseTemplate(layout.template),
    seeds: { kind: 'count', count: layout.samples },
    layout,
  });
  const { folder } = await run({ design, performer });
  return { folder, performer, files: await filesBelow(folder) };
}

/** Red of the pixels in the middle of each tile of a grid of 2 x 2 pictures of 8 x 8, row by row. */
async function tilesOf(path: string): Promise<number[]> {
  const { data, info } = await sharp(path).raw().toBuffer({ resolveWithObject: true });
  expect(info).toMatchObject({ width: 16, height: 16 });
  const at = (x: number, y: number): number => data[(y * info.width + x) * info.channels] ?? -1;
  return [at(4, 4), at(12, 4), at(4, 12), at(12, 12)];
}

describe('layouts', () => {
  it('GenEval: four samples of each prompt, and its line of the prompts', async () => {
    const lines = [
      { tag: 'single_object', include: [{ class: 'bench', count: 1 }], prompt: 'a photo of a bench' },
      { tag: 'colors', include: [{ class: 'car', count: 1, color: 'red' }], prompt: 'a photo of a red car' },
    ];
    const prompts = await fileOf('evaluation_metadata.jsonl', lines.map((line) => JSON.stringify(line)).join('\n'));
    const { folder, files } = await make('geneval', prompts);
    expect(files).toEqual([
      '00000/metadata.jsonl',
      '00000/samples/0000.png',
      '00000/samples/0001.png',
      '00000/samples/0002.png',
      '00000/samples/0003.png',
      '00001/metadata.jsonl',
      '00001/samples/0000.png',
      '00001/samples/0001.png',
      '00001/samples/0002.png',
      '00001/samples/0003.png',
    ]);
    expect(JSON.parse(await readFile(join(folder, '00001/metadata.jsonl'), 'utf8'))).toEqual(lines[1]);
  });

  it('DPG-Bench: a grid of four in a file with the name of the prompt', async () => {
    const first = await fileOf('prompts/COCOval2014000000000042.txt', 'A dog.\n');
    await fileOf('whoops2.txt', 'A cat.', dirname(first));
    const { folder, files, performer } = await make('dpg', dirname(first));
    expect(files).toEqual(['COCOval2014000000000042.png', 'whoops2.png']);
    expect(await tilesOf(join(folder, 'whoops2.png'))).toEqual([0, 1, 2, 3]);
    expect(performer.made[0]?.values).toMatchObject({ prompt: 'A dog.' });
    expect(await manifestOf(folder)).toMatchObject([{ seeds: ['0', '1', '2', '3'] }, {}]);
  });

  it('LongText-Bench: numbers of prompts with four digits, repeats from 1', async () => {
    const line = { category: 'sign', length: 'short', prompt: 'a sign', text: ['x'], prompt_id: 119 };
    const { files } = await make('longtext', await fileOf('text_prompts.jsonl', JSON.stringify(line)));
    expect(files).toEqual(['0119_1.png', '0119_2.png', '0119_3.png', '0119_4.png']);
  });

  it.each([
    ['OneIG-Bench.csv', 'prompt_en', 'Portrait', 'human'],
    ['OneIG-Bench-ZH.csv', 'prompt_cn', 'Multilingualism', 'multilingualism'],
  ])('OneIG-Bench: grids in WebP by category and model, from %s', async (name, column, category, folderName) => {
    const content = `category,id,${column},type\nAnime_Stylization,000,four boys,T\n${category},017,a face,P\n`;
    const { folder, files, performer } = await make('oneig', await fileOf(name, content));
    expect(files).toEqual(['images/anime/nano/000.webp', `images/${folderName}/nano/017.webp`]);
    expect((await sharp(join(folder, files[1] ?? '')).metadata()).format).toBe('webp');
    expect(await tilesOf(join(folder, files[1] ?? ''))).toEqual([0, 1, 2, 3]);
    expect(performer.made.map(({ values }) => values['prompt'])).toContain('a face');
  });

  it('GEdit-Bench: one picture by task, language and key, from the picture of the row', async () => {
    const row = { key: 'k1', task_type: 'color_alter', instruction: 'Make it red', instruction_language: 'cn' };
    const prompts = await fileOf('gedit.jsonl', JSON.stringify({ ...row, input_image: 'pictures/k1.png' }));
    const { files, performer } = await make('gedit', prompts);
    expect(files).toEqual(['results/nano/fullset/color_alter/cn/k1.png']);
    expect(performer.made[0]).toMatchObject({
      workflow: {
        nodes: { image: { inputs: { image: 'pictures/k1.png' } }, positive: { inputs: { prompt: 'Make it red' } } },
      },
      inputs: { 'pictures/k1.png': '/pictures/pictures/k1.png' },
    });
  });

  it('ImgEdit: one picture for each key of the object', async () => {
    const edits = { 1082: { id: 'animal/000342021.jpg', prompt: 'Make it blue', edit_type: 'adjust' } };
    const { files, performer } = await make('imgedit', await fileOf('basic_edit.json', JSON.stringify(edits)));
    expect(files).toEqual(['edited_images/1082.png']);
    expect(performer.made[0]?.workflow.nodes).toMatchObject({
      image: { inputs: { image: 'animal/000342021.jpg' } },
      positive: { inputs: { prompt: 'Make it blue' } },
    });
  });
});

describe('prompts of another benchmark', () => {
  it.each([
    ['dpg', 'a.txt', 'a', 'expected a folder with prompts'],
    ['imgedit', 'a.json', '[1]', 'expected a JSON object'],
    ['oneig', 'a.csv', 'category,id,prompt_en\nOther,1,x\n', 'expected one of Anime_Stylization'],
    ['longtext', 'a.jsonl', '{"prompt":"a"}', 'the name asks for {prompt_id}'],
  ])('%s refuses them', async (name, file, content, message) => {
    await expect(make(name, await fileOf(file, content))).rejects.toThrow(message);
  });

  it('a layout that does not exist is refused with a guess', () => {
    expect(() => layoutNamed('genevall')).toThrow('Did you mean "geneval"?');
  });
});
