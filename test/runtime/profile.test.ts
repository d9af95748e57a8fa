// The profile that enters cache keys, and what the main process loads of inference.
import { createRequire } from 'node:module';
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type InferenceProfile, profileText } from '../../inference/profile.ts';
import { FamilyRegistry } from '../../inference/families/registry.ts';
import { FunControl } from '../../inference/families/qwen-image/fun-control/fun-control.ts';
import { ControlNet } from '../../inference/families/qwen-image/controlnet/controlnet.ts';
import { Transformer } from '../../inference/families/qwen-image/transformer/transformer.ts';
import { Vae } from '../../inference/families/qwen-image/vae/vae.ts';
import { componentWeights } from '../../inference/families/qwen-image/weights.ts';
import type { RowScale } from '../../inference/onnx/kernels/integers.ts';
import { DEFAULT_DEVICE } from '../../inference/onnx/devices/registry.ts';
import { Residents } from '../../inference/runtime/residents.ts';
import { TextEncoder } from '../../inference/text/qwen2.5-vl/text-encoder.ts';
import { VisionTower } from '../../inference/text/qwen2.5-vl/vision/vision-tower.ts';
import { CHECKPOINTS, repoPath, TINY } from '../inference/support/goldens.ts';
import { client, component, runScript } from './support.ts';

/** Version of an installed package. */
function installed(name: string): string {
  return (createRequire(import.meta.url)(`${name}/package.json`) as { readonly version: string }).version;
}

describe('the profile', () => {
  it('names the runtime that is installed', () => {
    expect(client().profile().runtime).toBe(`onnxruntime-node ${installed('onnxruntime-node')}`);
  });

  const known: InferenceProfile = {
    runtime: 'ort 1',
    device: 'cpu',
    precision: 'float32',
    kernels: 1,
    threads: 8,
    activationBytes: 2 ** 20,
  };

  it('has the same text on every machine with this many threads, and memory for the picture as a whole', () => {
    expect(profileText(known, { tiles: false })).toBe('ort 1, cpu, float32, threads 8');
    expect(profileText(known, { tiles: true })).toBe('ort 1, cpu, float32, threads 8, activations 1048576, even tiles');
  });

  it.each<[string, Partial<InferenceProfile>, string]>([
    ['another device', { device: 'npu' }, 'ort 1, npu, float32, threads 8'],
    ['other kernels', { kernels: 2 }, 'ort 1, cpu, float32, kernels 2, threads 8'],
    ['other threads', { threads: 3 }, 'ort 1, cpu, float32, threads 3'],
  ])('changes its text for %s', (_name, change, expected) => {
    expect(profileText({ ...known, ...change }, { tiles: false })).toBe(expected);
  });

  it('takes memory for activations in powers of two, up to the limit of the device', () => {
    const activations = (cpu: number): number => client({ budgets: { cpu } }).profile().activationBytes;
    expect([10 * 2 ** 20, 7 * 2 ** 30, 8 * 2 ** 30, 16 * 2 ** 30, 2 ** 40].map(activations)).toEqual([
      2 ** 21,
      2 ** 30,
      2 ** 31,
      2 ** 32,
      2 ** 32,
    ]);
  });
});

describe('what settles the bytes of a component', () => {
  const MODELS = { transformer: Transformer, text_encoder: TextEncoder, vae: Vae };
  const kinds = { transformer: 'transformer', text_encoder: 'text encoder' } as const;

  it.each(Object.entries(kinds))('follows for the %s from the memory that it takes', async (folder, kind) => {
    const plan = await MODELS[folder as keyof typeof kinds].plan({ dir: join(TINY, folder) });
    const { copied } = plan.memory('fp32');
    const held = async (cpu: number) => (await client({ budgets: { cpu } }).settle(component(folder))).held[kind];
    expect(await held(copied * 2.5)).toBe('fp32');
    expect(await held(copied * 2.5 - 3)).toBe('cast');
  });

  it('follows for vision tower and ControlNet from the memory that they take', async () => {
    const [vision, net] = await Promise.all([
      VisionTower.plan({ dir: join(TINY, 'text_encoder') }),
      ControlNet.plan({ dir: join(CHECKPOINTS, 'tiny-controlnet') }),
    ]);
    const inference = client({ budgets: { cpu: 1 } });
    const dir = join(TINY, 'text_encoder');
    const text = await componentWeights({ dir });
    const place = { folder: tmpdir(), digest: dir, matrices: 'nibbles' } as const;
    const nibbles = (await VisionTower.plan({ dir }, DEFAULT_DEVICE, place)).memory('int4').copied;
    expect(text['vision tower']).toEqual({
      widenedBytes: vision.memory('fp32').copied,
      storedBytes: vision.memory('cast').mapped,
      inEveryStep: false,
      nibbleBytes: { own: nibbles, rounded: nibbles },
    });
    expect(await componentWeights({ dir: join(CHECKPOINTS, 'tiny-controlnet') })).toMatchObject({
      ControlNet: { widenedBytes: net.memory('fp32').copied, inEveryStep: true },
    });
    const fun = { dir: repoPath('test/fixtures/control/fun-union.safetensors') };
    const widenedBytes = (await FunControl.plan(fun, DEFAULT_DEVICE)).memory('fp32').copied;
    expect(await componentWeights(fun)).toMatchObject({ ControlNet: { widenedBytes, inEveryStep: true } });
    expect((await inference.settle(component('text_encoder'))).held).toEqual({
      'language head': 'cast',
      'text encoder': 'cast',
      'vision tower': 'cast',
    });
  });

  it('is nothing for a VAE, whose weights are always widened', async () => {
    for (const cpu of [1, 2 ** 40])
      expect(await client({ budgets: { cpu } }).settle(component('vae'))).toEqual({ graphs: 1, held: {} });
  });

  it('is the same for a precision that is set and one that is chosen', async () => {
    const chosen = await client({ budgets: { cpu: 2 ** 40 } }).settle(component('transformer'));
    expect(chosen).toEqual(await client({ precision: 'fp32', budgets: { cpu: 1 } }).settle(component('transformer')));
    const tight = await client({ budgets: { cpu: 1 } }).settle(component('transformer'));
    expect(tight).toEqual(await client({ precision: 'cast' }).settle(component('transformer')));
  });

  it('is what the component is then loaded with, whatever the process would choose', async () => {
    const settings = { device: 'cpu', budgets: { cpu: 2 ** 40 }, precision: 'fp32', families: [] } as const;
    const residents = new Residents(settings, new FamilyRegistry());
    const settled = { graphs: 1, held: { transformer: 'cast' } } as const;
    await residents.get('transformer', { ...component('transformer'), settled });
    expect(residents.status().loaded).toMatchObject([{ copied: 0 }]);
  });
});

describe('integers', () => {
  it('are settled with the scale of rows that suits the processor, so that keys differ by both', async () => {
    const prepared = await mkdtemp(join(tmpdir(), 'inkloom-'));
    const inference = client({ precision: 'int8', prepared });
    const settled = await inference.settle(component('transformer'));
    const { rowScale, saturates, isSteady } = await inference.integers();
    expect(rowScale).toBe(saturates ? 'headroom' : 'absmax');
    expect(settled).toEqual({ graphs: 1, held: { transformer: 'int8' }, rowScale });
    // What a busy machine gave is not kept.
    expect(await readdir(prepared)).toEqual(isSteady ? ['integers.json'] : []);
    expect(await inference.settle(component('vae'))).toEqual({ graphs: 1, held: {} });
    await inference.close();
  });

  it('of 4 bits are settled for every processor, and are what the component is then loaded with', async () => {
    const prepared = await mkdtemp(join(tmpdir(), 'inkloom-'));
    const inference = client({ precision: 'int4', prepared });
    const settled = await inference.settle(component('transformer'));
    expect(settled).toEqual({ graphs: 1, held: { transformer: 'int4' } });
    expect(await inference.settle(component('vae'))).toEqual({ graphs: 1, held: {} });
    await inference.close();
    const settings = { device: 'cpu', budgets: { cpu: 2 ** 30 }, precision: 'auto', prepared, families: [] } as const;
    const residents = new Residents(settings, new FamilyRegistry());
    await residents.get('transformer', component('transformer'));
    expect(await readdir(prepared)).toEqual([]);
    const exact = residents.status().loaded[0]?.copied ?? NaN;
    await residents.get('transformer', { ...component('transformer'), settled });
    expect((await readdir(prepared)).length).toBeGreaterThan(20);
    expect(residents.status().loaded[1]?.copied).toBeLessThan(exact / 4);
  });

  it('are what the component is then loaded with, made once for both scales of rows', async () => {
    const prepared = await mkdtemp(join(tmpdir(), 'inkloom-'));
    const settings = { device: 'cpu', budgets: { cpu: 2 ** 30 }, precision: 'auto', prepared, families: [] } as const;
    const residents = new Residents(settings, new FamilyRegistry());
    const load = (rowScale: RowScale) => {
      const settled = { graphs: 1, held: { transformer: 'int8' }, rowScale } as const;
      return residents.get('transformer', { ...component('transformer'), settled });
    };
    const first = await load('absmax');
    const files = await readdir(prepared);
    expect(files.length).toBeGreaterThan(20);
    expect(await load('headroom')).not.toBe(first);
    expect(await load('absmax')).toBe(first);
    expect(await readdir(prepared)).toEqual(files);
  });

  it('are left to a ControlNet and a text encoder too, and not to a VAE', async () => {
    const prepared = await mkdtemp(join(tmpdir(), 'inkloom-'));
    const settings = { device: 'cpu', budgets: { cpu: 2 ** 30 }, precision: 'int8', prepared, families: [] } as const;
    const residents = new Residents(settings, new FamilyRegistry());
    const made = async (kind: string, dir: string): Promise<number> => {
      const before = (await readdir(prepared)).length;
      await residents.get(kind, { dir, digest: dir });
      return (await readdir(prepared)).filter((name) => name.endsWith('.safetensors')).length - before;
    };
    await residents.integers.get();
    expect(await made('ControlNet', join(CHECKPOINTS, 'tiny-controlnet'))).toBeGreaterThan(10);
    expect(await made('text encoder', join(TINY, 'text_encoder'))).toBeGreaterThan(10);
    expect(await made('vision tower', join(TINY, 'text_encoder'))).toBeGreaterThan(10);
    expect(await made('VAE', join(TINY, 'vae'))).toBeLessThanOrEqual(0);
  });
});

describe('the main process', () => {
  it('loads no onnxruntime to open a checkpoint and count tokens', async () => {
    const loaded = await runScript(`
      const family = await new Inference.FamilyRegistry().recognise(${JSON.stringify(TINY)});
      const { textEncoder } = await family.open(${JSON.stringify(TINY)});
      const tokenizer = ${JSON.stringify(`${TINY}/`)} + textEncoder.tokenizer;
      const count = await family.promptCounter(tokenizer, textEncoder.templates.create);
      const natives = process.report.getReport().sharedObjects.filter((file) => file.includes('onnxruntime'));
      console.log(count('a fox').tokens, natives.length);
    `);
    expect(loaded).toBe('2 0');
  });
});
