/** ComfyUI's official templates, opened and given back: as prompts, and as files of its editor. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toFile } from '../../engine/comfyui/export/to-file.ts';
import { toPrompt } from '../../engine/comfyui/export/to-prompt.ts';
import type { ApiPrompt } from '../../engine/comfyui/prompts.ts';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { FOREIGN_IMPORTERS } from '../../engine/host/open-workflow.ts';
import { readAnyWorkflow } from '../../engine/workflow/import/read-any.ts';
import { comfyNodes } from '../../nodes/comfyui/index.ts';
import { standardNodes } from '../../nodes/index.ts';
import { meaning } from './same-prompt.ts';

const FOLDER = join(import.meta.dirname, '../fixtures/comfyui-workflows');
const options = { theirs: comfyNodes, registry: new NodeRegistry(standardNodes), where: 'test' };
const templates = readdirSync(FOLDER).flatMap((name) => /^(image_qwen.*)\.json$/.exec(name)?.[1] ?? []);

function imported(name: string) {
  return read(readFileSync(join(FOLDER, `${name}.json`)));
}

function read(bytes: Uint8Array) {
  return readAnyWorkflow(bytes, 'file', undefined, FOREIGN_IMPORTERS).workflow;
}

/** Nodes of Qwen-Image-2.1 are newer than the editor that made the prompts: it had no names for their widgets. */
const named = templates.filter((name) => !name.includes('_2_1_'));

/** The prompt that ComfyUI's own editor makes of a template. */
function theirPrompt(name: string): ApiPrompt {
  return JSON.parse(readFileSync(join(FOLDER, 'api', `${name}.api.json`), 'utf8')) as ApiPrompt;
}

describe('an official template', () => {
  it.each(named)('as a prompt means what the editor of ComfyUI makes of it: %s', (name) => {
    expect(meaning(toPrompt(imported(name), options).file)).toEqual(meaning(theirPrompt(name)));
  });

  it.each(templates)('as a file is the same workflow once it is opened again: %s', (name) => {
    const workflow = imported(name);
    // Without our own workflow in it, which would come back as it was.
    const file = { ...toFile(workflow, options).file, extra: {} };
    const again = read(Buffer.from(JSON.stringify(file)));
    expect(meaning(toPrompt(again, options).file)).toEqual(meaning(toPrompt(workflow, options).file));
    expect(again.view?.notes).toEqual(workflow.view?.notes);
    const places = Object.values(workflow.view?.nodes ?? {}).map(({ x, y, colour }) => ({ x, y, colour }));
    const found = Object.values(again.view?.nodes ?? {}).map(({ x, y, colour }) => ({ x, y, colour }));
    expect(found).toEqual(expect.arrayContaining(places));
  });
});
