// The prompt of a ComfyUI file is the one that ComfyUI's own front end makes of it: the official templates (MIT).
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readComfyFile } from '../../../engine/workflow/import/comfyui/read-file.ts';
import { type Prompt, toPrompt } from '../../../engine/workflow/import/comfyui/to-prompt.ts';
import { repoPath } from '../../inference/support/goldens.ts';

const FOLDER = repoPath('test/fixtures/comfyui-workflows');
/** The front end that made the goldens did not know the nodes of 2.1 yet, and shifted their values. */
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json') && !name.includes('_2_1_'));

const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8')) as unknown;

/** Without titles, which a prompt does not need. */
const meaning = (prompt: Prompt) =>
  Object.fromEntries(Object.entries(prompt).map(([id, { class_type: type, inputs }]) => [id, { type, inputs }]));

describe('prompts of official templates', () => {
  it.each(files)('%s', (name) => {
    const expected = json(join(FOLDER, 'api', name.replace('.json', '.api.json'))) as Prompt;
    expect(meaning(toPrompt(readComfyFile(json(join(FOLDER, name)), name)))).toEqual(meaning(expected));
  });
});
