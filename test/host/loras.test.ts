// LoRAs as `inkloom image --lora` takes them, and the workflow that applies them.
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { imageWorkflow } from '../../engine/host/image/image-workflow.ts';
import { readLora } from '../../engine/host/image/loras.ts';
import { UsageError } from '../../engine/host/usage-error.ts';
import { planGraph } from '../../engine/graph/plan.ts';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { standardNodes } from '../../nodes/index.ts';

describe('readLora', () => {
  it.each([
    ['ink.safetensors', { name: 'ink.safetensors', strength: 1 }],
    ['ink.safetensors:0.8', { name: 'ink.safetensors', strength: 0.8 }],
    ['styles/ink.safetensors:-.5', { name: 'styles/ink.safetensors', strength: -0.5 }],
    ['ink:v2.safetensors', { name: 'ink:v2.safetensors', strength: 1 }],
    ['ink.safetensors:100', { name: 'ink.safetensors', strength: 100 }],
  ])('%s', (text, expected) => expect(readLora(text)).toEqual(expected));

  it('takes the path of a file, with a colon in its name too', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'inkloom-')), 'ink:2');
    await writeFile(file, '');
    expect(readLora(file)).toEqual({ name: 'ink:2', path: file, strength: 1 });
    expect(readLora(`${file}:0.5`)).toEqual({ name: 'ink:2', path: file, strength: 0.5 });
  });

  it.each(['ink.safetensors:101', 'ink:-200', ''])('refuses %j, and says what to type', (text) => {
    expect(() => readLora(text)).toThrow(UsageError);
    expect(() => readLora(text)).toThrow('such as ink.safetensors:0.8');
  });
});

it('a workflow applies LoRAs in their order before it denoises, and nowhere else', async () => {
  const { workflow } = await imageWorkflow('a fox', { model: 'nano' }, [], ['one:0.5', 'two']);
  const { nodes } = workflow;
  expect(nodes['denoise']?.inputs?.['transformer']).toEqual({ from: 'denoise-lora-2.transformer' });
  expect(nodes['denoise-lora-2']?.inputs).toEqual({
    transformer: { from: 'denoise-lora-1.transformer' },
    lora: 'two',
    strength: 1,
  });
  expect(nodes['denoise-lora-1']?.inputs).toEqual({
    transformer: { from: 'checkpoint.transformer' },
    lora: 'one',
    strength: 0.5,
  });
  expect(nodes['schedule']?.inputs?.['transformer']).toEqual({ from: 'checkpoint.transformer' });
  expect(planGraph(workflow, new NodeRegistry(standardNodes)).issues).toEqual([]);
});
