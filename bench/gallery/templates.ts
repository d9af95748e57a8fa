/**
 * Pictures of the templates: the result of each workflow of the shipped model, after the pictures it starts from; or a
 * sketch, where the model of a template does not ship.
 */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { filesOfRun } from '../../engine/host/save-files.ts';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { Engine } from '../../engine/run/engine.ts';
import { loadWorkflow } from '../../engine/workflow/load.ts';
import { standardNodes } from '../../nodes/index.ts';
import { standardServices } from '../../nodes/services/standard.ts';
import { SKETCHES } from './sketches.ts';
import { strip } from './strip.ts';

const ROOT = join(import.meta.dirname, '../..');
const WORKFLOWS = join(ROOT, 'workflows');
const MODEL = 'nano';
/** The editor shows 16:10, or the middle of it at 16:9. */
const CANVAS = { width: 480, height: 300, margin: [28, 18] } as const;

/** Opacity of the grey over the masked part. */
const VEIL = 0.6;

/** Writes `NAME.webp` for each workflow that uses the shipped model or has a sketch, and removes that of any other. */
export async function makeTemplatePictures(say: (line: string) => void): Promise<void> {
  const standard = standardServices({ modelFolders: [join(ROOT, 'models')], inputFolders: [WORKFLOWS] });
  const engine = new Engine({ registry: new NodeRegistry(standardNodes), services: standard.services });
  for (const file of (await readdir(WORKFLOWS)).filter(
    (name) => name.endsWith('.json') && name !== 'workflow.schema.json',
  )) {
    const workflow = await loadWorkflow(join(WORKFLOWS, file));
    const nodes = Object.values(workflow.nodes);
    const target = join(WORKFLOWS, `${basename(file, '.json')}.webp`);
    const sketch = SKETCHES[basename(file, '.json')];
    if (sketch) {
      const { pictures, signs } = await sketch();
      await writeFile(target, await strip(pictures, signs, CANVAS));
      continue;
    }
    if (!nodes.some(({ type, inputs }) => type === 'load-checkpoint' && inputs?.['checkpoint'] === MODEL)) {
      await rm(target, { force: true });
      continue;
    }
    const begun = nodes.flatMap(({ type, inputs }) =>
      type === 'load-image' && typeof inputs?.['image'] === 'string' ? [join(WORKFLOWS, inputs['image'])] : [],
    );
    const result = await engine.run(workflow);
    if (result.failures.length > 0) throw new Error(`${file}: ${JSON.stringify(result.failures)}`);
    const masked = nodes.some(({ type }) => type === 'image-to-mask');
    const before = masked ? [await underMask(begun)] : await Promise.all(begun.map((path) => readFile(path)));
    const after = filesOfRun(result).map(({ file: { data } }) => data);
    const signs = [
      ...before.slice(1).map(() => '+' as const),
      ...(before.length > 0 ? ['→' as const] : []),
      ...after.slice(1).map(() => '→' as const),
    ];
    const picture = await strip([...before, ...after], signs, CANVAS);
    await writeFile(target, picture);
    say(`${basename(target)}: ${picture.length} bytes`);
  }
  await standard.close();
}

/** The picture, grey where the mask is white. */
async function underMask([picture = '', mask = '']: readonly string[]): Promise<Buffer> {
  const { width, height } = await sharp(picture).metadata();
  const veil = await sharp(mask).greyscale().linear(VEIL).raw().toBuffer();
  const grey = await sharp({ create: { width, height, channels: 3, background: '#444444' } })
    .joinChannel(veil, { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer();
  return sharp(picture)
    .composite([{ input: grey }])
    .png()
    .toBuffer();
}
