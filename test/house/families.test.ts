/** Code that serves every family names none: a second family changes its own folder and the registry, nothing else. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { filesIn, ROOT } from './files.ts';

const FAMILIES = readdirSync(join(ROOT, 'inference/families'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const FAMILY_NAME = new RegExp(FAMILIES.map((name) => name.replaceAll(/[^a-z]/g, '.?')).join('|'), 'i');
/** Published class names of models and pipelines, and names of this repository's own classes of models. */
const MODEL_CLASS =
  /\b(?:Autoencoder\w+|\w+Transformer2DModel|\w+ControlNetModel|\w+Pipeline|Vae|TextEncoder|VisionTower|Tokenizer)\b/;
const MODEL_IMPORT = /^import .*\b(?:Transformer|ControlNet)\b.* from/;

it('runtime/ and nodes/ name no family and no class of a model, in texts for people too', () => {
  const laws = [FAMILY_NAME, MODEL_CLASS, MODEL_IMPORT];
  // Nodes of ComfyUI have the names that ComfyUI gave them.
  const serving = filesIn(['inference/runtime', 'nodes'], ['ts']).filter(
    ({ path }) => !path.startsWith('nodes/comfyui/'),
  );
  const naming = serving.flatMap(({ path, lines }) =>
    lines.flatMap((line, index) => (laws.some((law) => law.test(line)) ? [`${path}:${index + 1}`] : [])),
  );
  expect(naming).toEqual([]);
});

it('only registry.ts imports a family', () => {
  const imports = new RegExp(`from '[^']*\\b(?:${FAMILIES.join('|')})/`);
  const importing = filesIn(['inference', 'nodes', 'engine'], ['ts'])
    .filter(({ path, lines }) => !FAMILIES.some((name) => path.includes(`/${name}/`)) && imports.test(lines.join('\n')))
    .map(({ path }) => path);
  expect(importing).toEqual(['inference/families/registry.ts']);
});
