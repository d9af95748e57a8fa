// Every workflow that ships makes its files with the checkpoint that ships, or one as small. Workflows for other kinds
// of model have their own tests.
import { readdir } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, expect, test } from 'vitest';
import { filesOfRun } from '../../engine/host/save-files.ts';
import { Engine } from '../../engine/run/engine.ts';
import { loadWorkflow } from '../../engine/workflow/load.ts';
import { applySettings } from '../../engine/workflow/settings.ts';
import { standardServices } from '../../nodes/services/standard.ts';
import { repoPath } from '../inference/support/goldens.ts';
import { registry } from './support.ts';

const standard = standardServices({ modelFolders: [repoPath('models')], inputFolders: [repoPath('workflows')] });
afterAll(() => standard.close());

const SIZE = ['width=64', 'height=48', 'steps=2'];
const EDIT = ['size=64', 'steps=2'];
/** Settings that make each workflow small, and the sizes of the files it saves. */
const RUNS: Readonly<Record<string, { readonly settings: readonly string[]; readonly saves: readonly string[] }>> = {
  'text-to-image': { settings: SIZE, saves: ['64 x 48'] },
  'text-to-image-by-ratio': { settings: ['ratio=3:2', 'scale=0.05', 'steps=2'], saves: ['80 x 48'] },
  'text-to-image-enhanced': {
    settings: ['model=tiny-random', 'enhance.mostTokens=4', ...SIZE],
    saves: ['64 x 48'],
  },
  'grid': { settings: ['width=160', 'height=48', 'steps=2'], saves: ['496 x 150'] },
  'lightning': { settings: SIZE, saves: ['64 x 48'] },
  'image-to-image': { settings: SIZE, saves: ['64 x 48'] },
  'inpaint': { settings: SIZE, saves: ['64 x 48'] },
  'inpaint-detail': { settings: SIZE, saves: ['128 x 128'] },
  'outpaint': { settings: [...SIZE, 'left=16', 'right=32', 'bottom=16', 'overlap=4'], saves: ['112 x 64'] },
  'edit': { settings: EDIT, saves: ['64 x 64'] },
  'edit-several': { settings: EDIT, saves: ['64 x 64'] },
  'edit-in-turns': { settings: EDIT, saves: ['64 x 64', '64 x 64'] },
  'pose': { settings: ['model=tiny-random', ...EDIT], saves: ['64 x 64'] },
  'insert-object': { settings: EDIT, saves: ['64 x 64'] },
  'turbo': { settings: SIZE, saves: ['64 x 48'] },
  'remove-background': { settings: EDIT, saves: ['64 x 64'] },
};

test('none is forgotten', async () => {
  const files = (await readdir(repoPath('workflows'))).filter(
    (name) => name.endsWith('.json') && name !== 'workflow.schema.json',
  );
  expect(files.map((name) => name.slice(0, -'.json'.length)).toSorted()).toEqual(
    [...Object.keys(RUNS), 'layered', 'controlnet', 'controlnet-inpaint', 'control-lora'].toSorted(),
  );
});

test.for(Object.entries(RUNS))('%s', async ([name, { settings, saves }]) => {
  const graph = applySettings(await loadWorkflow(repoPath(`workflows/${name}.json`)), settings, registry);
  const result = await new Engine({ registry, services: standard.services }).run(graph);
  expect(result.failures).toEqual([]);
  const sizes = filesOfRun(result).map(async ({ file }) => {
    const { width, height } = await sharp(file.data).metadata();
    return `${width} x ${height}`;
  });
  expect(await Promise.all(sizes)).toEqual(saves);
});
