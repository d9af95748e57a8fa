// LoRAs in workflows: what the node says, what it changes, and what is computed again.
import { copyFile, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { MemoryCache } from '../../engine/cache/memory.ts';
import type { Graph } from '../../engine/graph/graph.ts';
import { Engine, type RunResult } from '../../engine/run/engine.ts';
import { loadWorkflow } from '../../engine/workflow/load.ts';
import { applySettings } from '../../engine/workflow/settings.ts';
import { type StandardServices, standardServices } from '../../nodes/services/standard.ts';
import { LATENT, SCHEDULE, TRANSFORMER } from '../../nodes/sockets.ts';
import { gap, openGoldens, repoPath } from '../inference/support/goldens.ts';
import { floats, lora, writeLora } from '../lora/support.ts';
import { output, registry } from './support.ts';

const from = (source: string) => ({ from: source });

interface Link {
  readonly lora?: string;
  readonly strength?: number;
}

/** A chain of LoRAs before a denoise loop. */
function graphOf(links: readonly Link[], sampling: Readonly<Record<string, unknown>> = {}): Graph {
  const before = (i: number): string => (i === 0 ? 'checkpoint.transformer' : `lora${i - 1}.transformer`);
  const loras = links.map((inputs, i) => [
    `lora${i}`,
    { type: 'load-lora', inputs: { transformer: from(before(i)), ...inputs } },
  ]);
  const text = (prompt: string) => ({
    type: 'encode-text',
    inputs: { textEncoder: from('checkpoint.textEncoder'), prompt },
  });
  return {
    nodes: {
      checkpoint: { type: 'load-checkpoint', inputs: { checkpoint: 'tiny-random' } },
      ...Object.fromEntries(loras),
      positive: text('A red fox in the snow'),
      negative: text(' '),
      size: { type: 'empty-latent', inputs: { vae: from('checkpoint.vae'), width: 96, height: 128 } },
      schedule: {
        type: 'schedule',
        inputs: {
          scheduler: from('checkpoint.scheduler'),
          transformer: from('checkpoint.transformer'),
          latent: from('size.latent'),
          steps: 2,
          curve: 'comfyui-simple',
          shift: 3.1,
        },
      },
      denoise: {
        type: 'denoise',
        inputs: {
          transformer: from(before(links.length)),
          latent: from('size.latent'),
          positive: from('positive.conditioning'),
          negative: from('negative.conditioning'),
          schedule: from('schedule.schedule'),
          seed: 19,
          guidance: 2.5,
          rescale: false,
          ...sampling,
        },
      },
    },
  };
}

let models: string;
let standard: StandardServices;

beforeAll(async () => {
  models = await mkdtemp(join(tmpdir(), 'inkloom-'));
  await mkdir(join(models, 'loras', 'styles'), { recursive: true });
  for (const name of ['kohya', 'diffusers', 'lokr']) {
    await copyFile(lora(name), join(models, 'loras', `${name}.safetensors`));
  }
  await copyFile(lora('dora'), join(models, 'loras', 'styles', 'dora.safetensors'));
  const foreign = { 'double_blocks.0.img_attn.qkv.diff': floats([2]) };
  await copyFile(await writeLora(foreign), join(models, 'loras', 'flux.safetensors'));
  standard = standardServices({
    modelFolders: [models, repoPath('models')],
    inference: { prepared: join(models, 'prepared') },
  });
});
afterAll(() => standard.close());

interface Ran extends RunResult {
  readonly notes: readonly string[];
}

/** Prompts are encoded once for all tests, unless they bring a cache of their own. */
const shared = new MemoryCache();

async function run(graph: Graph, cache = shared): Promise<Ran> {
  const notes: string[] = [];
  const engine = new Engine({ registry, services: standard.services, cache });
  const result = await engine.run(graph, {
    targets: ['denoise'],
    foresee: true,
    onEvent: (event) => {
      if (event.type === 'node-note') notes.push(event.message);
    },
  });
  return { ...result, notes };
}

const kohya = (strength: number): Link => ({ lora: 'kohya.safetensors', strength });
const digestOf = ({ stored }: RunResult): string | undefined => stored['denoise']?.['latent']?.digest;

describe('the node', () => {
  it('gives the latents of ComfyUI, from prompt to picture', async () => {
    const result = await run(graphOf([{ lora: 'lokr.safetensors', strength: 0.5 }]));
    expect(result.failures).toEqual([]);
    const { samples } = output(result, 'denoise', 'latent', LATENT);
    // The golden is not normalised; the deviation of a channel is at most 3.3.
    const expected = await (await openGoldens('lora')).get('lora.lokr.half');
    const [mean, deviation] = [-0.7571, 2.8184];
    const channel = { ...samples, data: samples.data.slice(0, 192).map((value) => value * deviation + mean) };
    const first = { ...expected, data: expected.data.slice(0, 192), dims: [1, 16, 12] };
    expect(gap('lokr, a workflow', { ...channel, dims: [1, 16, 12] }, first)).toBeLessThan(1e-3);
  });

  it('says what it found', async () => {
    const { notes } = await run(graphOf([kohya(1), { lora: 'styles/dora.safetensors' }]));
    expect(notes).toEqual(
      expect.arrayContaining([
        'kohya.safetensors: LoRA (kohya), rank 4, alpha 2, 24 of 24 modules matched.',
        'styles/dora.safetensors: LoRA with DoRA (ComfyUI), rank 2, alpha 2, 16 of 16 modules matched.',
      ]),
    );
  });

  it('names what it did not apply', async () => {
    const query = 'transformer_blocks.0.attn.to_q';
    const file = await writeLora({
      [`${query}.lora_A.weight`]: floats([1, 96]),
      [`${query}.lora_B.weight`]: floats([96, 1]),
      'transformer_blocks.70.attn.to_q.lora_A.weight': floats([1, 96]),
    });
    await copyFile(file, join(models, 'loras', 'partly.safetensors'));
    const { notes } = await run(graphOf([{ lora: 'partly.safetensors' }]));
    expect(notes.filter((note) => note.startsWith('partly'))).toEqual([
      'partly.safetensors: LoRA (plain names), rank 1, 1 of 2 modules matched.',
      'partly.safetensors: not applied, because the model has no such modules: transformer_blocks.70.attn.to_q.',
    ]);
  });

  it('refuses a LoRA of another model before anything is computed, and says for which it was made', async () => {
    const result = await run(graphOf([{ lora: 'flux.safetensors' }]));
    expect(result).toMatchObject({ refused: true, executed: [] });
    expect(result.failures[0]).toMatchObject({ node: 'lora0' });
    expect(result.failures[0]?.message).toMatch(/changes no module .* It was made for FLUX/);
  });

  it.each(['../models/tiny-random', '/etc/passwd', 'styles', '.hidden', 'none.safetensors'])(
    'knows no LoRA %j, and lists those there are',
    async (name) => {
      const { failures } = await run(graphOf([{ lora: name }]));
      expect(failures[0]?.message).toContain(`There is no LoRA "${name}". Known: diffusers.safetensors`);
    },
  );
});

describe('strength', () => {
  it('0, and no file, are the same as no LoRA: nothing is computed again', async () => {
    const cache = new MemoryCache();
    const plain = await run(graphOf([]), cache);
    for (const link of [kohya(0), {}, { lora: 'lokr.safetensors', strength: 0 }]) {
      const result = await run(graphOf([link]), cache);
      expect(digestOf(result)).toBe(digestOf(plain));
      expect(result.executed.filter((node) => /denoise|positive|negative/.test(node))).toEqual([]);
    }
  });

  it('changes the keys of steps, and no others; one model in memory serves all strengths', async () => {
    const cache = new MemoryCache();
    await run(graphOf([kohya(1)]), cache);
    const before = await standard.inference.request('status', {});
    const digests = new Set<string | undefined>();
    for (const strength of [-3, 0.5, 40]) {
      const result = await run(graphOf([kohya(strength)]), cache);
      expect(result.failures).toEqual([]);
      digests.add(digestOf(result));
      const computed = result.executed.filter((node) => !/^(?:checkpoint|lora0|denoise)$/.test(node));
      expect(computed).toEqual(['denoise/step-1', 'denoise/step-2']);
    }
    expect(digests.size).toBe(3);
    expect(await standard.inference.request('status', {})).toEqual(before);
  });

  it('of a LoRA that is merged makes a model for each', async () => {
    const before = (await standard.inference.request('status', {})).loaded.length;
    for (const strength of [0.3, 0.4]) await run(graphOf([{ lora: 'lokr.safetensors', strength }]));
    expect((await standard.inference.request('status', {})).loaded).toHaveLength(before + 2);
  });
});

describe('several LoRAs', () => {
  it('travel with the transformer in their order', async () => {
    const links = [kohya(1), { lora: 'diffusers.safetensors', strength: -0.5 }];
    const engine = new Engine({ registry, services: standard.services });
    const { outputs } = await engine.run(graphOf(links), { targets: ['lora1'] });
    const { loras } = output({ outputs } as unknown as RunResult, 'lora1', 'transformer', TRANSFORMER);
    expect(loras).toMatchObject([
      { strength: 1, merges: 'none', digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
      { strength: -0.5, merges: 'none' },
    ]);
  });

  it('a file that changes is another LoRA', async () => {
    const name = 'mine.safetensors';
    const write = (value: number) =>
      writeLora({ 'transformer_blocks.0.attn.to_q.diff': floats([96, 96], () => value) }).then((file) =>
        copyFile(file, join(models, 'loras', name)),
      );
    const cache = new MemoryCache();
    await write(0.01);
    const one = await run(graphOf([{ lora: name }]), cache);
    await write(0.02);
    const two = await run(graphOf([{ lora: name }]), cache);
    expect(two.failures).toEqual([]);
    expect(digestOf(two)).not.toBe(digestOf(one));
  });
});

describe('the lightning workflow', () => {
  it.each([4, 8])('takes a LoRA, and goes through the sigmas of a shift of 3 in %i steps', async (steps) => {
    const settings = ['model=tiny-random', 'lora=kohya.safetensors', `steps=${steps}`, 'width=64', 'height=48'];
    const shipped = await loadWorkflow(repoPath('workflows/lightning.json'));
    const graph = applySettings(shipped, settings, registry);
    const engine = new Engine({ registry, services: standard.services });
    const { failures, outputs } = await engine.run(graph, { targets: ['denoise', 'schedule'] });
    expect(failures).toEqual([]);
    const shifted = Array.from({ length: steps + 1 }, (_, i) => 1 - i / steps).map((t) => (3 * t) / (1 + 2 * t));
    const { sigmas } = output({ outputs } as unknown as RunResult, 'schedule', 'schedule', SCHEDULE);
    expect(sigmas).toEqual(shifted.map((sigma) => expect.closeTo(sigma, 6)));
  });
});

it('a file named singly is a LoRA too', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'inkloom-')), 'single.safetensors');
  await writeFile(file, '');
  const other = standardServices({ modelFolders: [models], loraFiles: [file] });
  onTestFinished(() => other.close());
  expect(await other.loras.find('single.safetensors')).toBe(file);
  const entries = await other.loras.entries();
  const named = ({ name, bytes }: { name: string; bytes: number }): readonly unknown[] => [name, bytes];
  expect(entries.map(named)).toContainEqual(['styles/dora.safetensors', 38_664]);
  expect(entries.map(named)).toContainEqual(['single.safetensors', 0]);
});
