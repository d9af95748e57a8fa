/** ComfyUI's official templates as workflows of ours. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FOREIGN_IMPORTERS } from '../../engine/host/open-workflow.ts';
import { readAnyWorkflow } from '../../engine/workflow/import/read-any.ts';

const FOLDER = join(import.meta.dirname, '../fixtures/comfyui-workflows');
const templates = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
const read = (name: string) => readAnyWorkflow(readFileSync(join(FOLDER, name)), name, undefined, FOREIGN_IMPORTERS);

describe('an official template', () => {
  it('is text to image with its own names, its subgraph and its notes', () => {
    const { workflow } = read('image_qwen_image.json');
    const [subgraph] = Object.values(workflow.subgraphs ?? {});
    const types = Object.values(subgraph?.nodes ?? {}).map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['load-transformer', 'schedule', 'denoise', 'decode-latent']));
    expect(Object.values(workflow.view?.notes ?? {}).length).toBeGreaterThan(0);
  });

  it.each(templates)('opens: %s', (name) => {
    const { workflow, issues } = read(name);
    expect(Object.keys(workflow.nodes).length).toBeGreaterThan(0);
    expect(issues.every(({ message }) => /^Node \d+ \(/.test(message))).toBe(true);
  });
});

describe('two nodes with one id', () => {
  it('are both kept: links mean the first, and the second gets a number of its own', () => {
    const node = (type: string, more: object = {}) => ({ id: 3, type, widgets_values: [7], ...more });
    const file = {
      nodes: [
        node('PrimitiveInt', { outputs: [{ name: 'INT', type: 'INT' }] }),
        node('PrimitiveFloat'),
        { id: 4, type: 'PreviewAny', inputs: [{ name: 'source', type: '*', link: 1 }] },
      ],
      links: [[1, 3, 0, 4, 0, 'INT']],
    };
    const bytes = new TextEncoder().encode(JSON.stringify(file));
    const { workflow } = readAnyWorkflow(bytes, 'twice.json', undefined, FOREIGN_IMPORTERS);
    const found = Object.values(workflow.nodes).map(({ type, comfyui }) => [type, (comfyui as { id: string }).id]);
    expect(found).toEqual([
      ['whole-number', '3'],
      ['number', '5'],
      ['preview-text', '4'],
    ]);
    const shown = Object.values(workflow.nodes).find(({ type }) => type === 'preview-text');
    const [first] = Object.keys(workflow.nodes);
    expect(shown?.inputs).toMatchObject({ value: { from: `${first}.value` } });
  });
});

it('a prompt keeps a seed that a number cannot hold', () => {
  const prompt = `{"3": {"class_type": "RandomNoise", "inputs": {"noise_seed": 18446744073709551615}},
    "4": {"class_type": "SamplerCustomAdvanced", "inputs": {"noise": ["3", 0]}}}`;
  const { workflow } = readAnyWorkflow(Buffer.from(prompt), 'p.json', undefined, FOREIGN_IMPORTERS);
  expect(JSON.stringify(workflow)).toContain('"18446744073709551615"');
});
