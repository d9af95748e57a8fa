/** What serves every family names none: a second family changes its own folder and the registry, and nothing here. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { filesIn, ROOT } from './files.ts';

const FAMILIES = readdirSync(join(ROOT, 'inference/families'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
/** Published class names of models and pipelines. */
const MODEL_CLASS = /\b(?:Autoencoder\w+|\w+Transformer2DModel|\w+ControlNetModel|\w+Pipeline)\b/;
/** Sentences for people may name a model as an example. */
const FOR_PEOPLE = /^\s*(?:'|"|`|tooltip:|description:|title:)/;

it('runtime/, nodes/core and nodes/diffusion name no family and no class of a model', () => {
  const names = new RegExp(FAMILIES.map((name) => name.replaceAll(/[^a-z]/g, '.?')).join('|'), 'i');
  const naming = filesIn(['inference/runtime', 'nodes/core', 'nodes/diffusion'], ['ts']).flatMap(({ path, lines }) =>
    lines.flatMap((line, index) =>
      (names.test(line) || MODEL_CLASS.test(line)) && !FOR_PEOPLE.test(line) ? [`${path}:${index + 1}`] : [],
    ),
  );
  expect(naming).toEqual([]);
});
