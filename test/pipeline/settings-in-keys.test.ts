// Whatever changes bytes is in the key: with one cache for all settings, each gets what it would compute itself.
import { expect, it } from 'vitest';
import { MemoryCache } from '../../engine/cache/memory.ts';
import type { Graph } from '../../engine/graph/graph.ts';
import { Engine } from '../../engine/run/engine.ts';
import { InferenceClient, type InferenceOptions } from '../../inference/runtime/client.ts';
import { standardServices } from '../../nodes/services/standard.ts';
import { repoPath } from '../inference/support/goldens.ts';
import { registry } from './support.ts';

const MiB = 2 ** 20;
const GiB = 2 ** 30;
const TOY = new URL('../families/toy/family.ts', import.meta.url).href;

const from = (source: string) => ({ from: source });
const TARGETS = ['text', 'look', 'encode', 'denoise', 'decode'];

/** Every kind of node that runs a model, on pictures of a size. */
function graphOf(side: number): Graph {
  const text = (prompt: string) => ({
    type: 'encode-text',
    inputs: { textEncoder: from('checkpoint.textEncoder'), prompt },
  });
  return {
    nodes: {
      checkpoint: { type: 'load-checkpoint', inputs: { checkpoint: 'tiny-random' } },
      text: text('a red fox in the snow, in the style of an old photograph'),
      picture: { type: 'load-image', inputs: { image: 'c.png' } },
      fitted: { type: 'resize-image', inputs: { image: from('picture.image'), width: side, height: side } },
      look: {
        type: 'look-at-image',
        inputs: { textEncoder: from('checkpoint.textEncoder'), image: from('fitted.image'), side: 56 },
      },
      encode: { type: 'encode-image', inputs: { vae: from('checkpoint.vae'), image: from('fitted.image') } },
      schedule: {
        type: 'schedule',
        inputs: {
          scheduler: from('checkpoint.scheduler'),
          transformer: from('checkpoint.transformer'),
          latent: from('encode.latent'),
          steps: 1,
        },
      },
      denoise: {
        type: 'denoise',
        inputs: {
          transformer: from('checkpoint.transformer'),
          latent: from('encode.latent'),
          positive: from('text.conditioning'),
          schedule: from('schedule.schedule'),
          seed: 7,
          guidance: 1,
        },
      },
      decode: { type: 'decode-latent', inputs: { vae: from('checkpoint.vae'), latent: from('denoise.latent') } },
    },
  };
}

interface Computed {
  /** Digests of the results, by node. */
  readonly bytes: Readonly<Record<string, string>>;
  /** Nodes with a model that were computed and not found. */
  readonly executed: readonly string[];
}

/** One process with its settings, that runs the graph with one cache after another. */
async function withSettings<T>(
  change: InferenceOptions,
  work: (compute: (side: number, cache?: MemoryCache) => Promise<Computed>) => Promise<T>,
): Promise<T> {
  const standard = standardServices({
    modelFolders: [repoPath('models')],
    inputFolders: [repoPath('test/fixtures/images')],
    inference: { ...BASE, ...change },
  });
  try {
    return await work(async (side, cache = new MemoryCache()) => {
      const engine = new Engine({ registry, services: standard.services, cache });
      const { stored, failures, executed } = await engine.run(graphOf(side), { targets: TARGETS });
      expect(failures).toEqual([]);
      return {
        bytes: Object.fromEntries(TARGETS.map((node) => [node, Object.values(stored[node] ?? {})[0]?.digest ?? ''])),
        executed: executed.filter((node) => /^(text|look|encode|decode|denoise\/step-1)$/.test(node)),
      };
    });
  } finally {
    await standard.close();
  }
}

/** Weights widened, two threads, memory enough for every picture as a whole. */
const BASE: InferenceOptions = { budgets: { cpu: 32 * GiB }, precision: 'auto', threads: 2 };

/** Pictures that fit into 10 MiB as a whole, and pictures that do not. */
const [SMALL, LARGE] = [32, 128];

it('a shared cache gives every setting what it would compute itself', { timeout: 180_000 }, async () => {
  const shared = new MemoryCache();
  const base = await withSettings({}, (compute) => compute(LARGE, shared));
  const settings: Readonly<Record<string, InferenceOptions>> = {
    'one thread': { threads: 1 },
    'weights as stored, three threads': { precision: 'cast', threads: 3 },
    'weights widened': { precision: 'fp32' },
    'memory for weights as stored only': { budgets: { cpu: 2 * MiB } },
    'memory of 10 MiB': { budgets: { cpu: 10 * MiB } },
    'another family': { families: [TOY] },
    'another grace': { cancelGraceMs: 1 },
  };
  const changed = new Set<string>();
  for (const [name, change] of Object.entries(settings)) {
    await withSettings(change, async (compute) => {
      const own = await compute(LARGE);
      expect({ name, ...(await compute(LARGE, shared)).bytes }).toEqual({ name, ...own.bytes });
      for (const node of TARGETS) if (own.bytes[node] !== base.bytes[node]) changed.add(`${node}: ${name}`);
    });
  }
  // The settings do change bytes, so that the test can fail. Tiles do so everywhere, precision and threads by kernels.
  expect([...changed]).toContain('decode: memory of 10 MiB');
  expect([...changed].filter((each) => /as stored$|thread/.test(each)).length).toBeGreaterThan(0);
});

it('nothing is computed again with settings that change no bytes', { timeout: 180_000 }, async () => {
  const shared = new MemoryCache();
  await withSettings({}, async (compute) => {
    await compute(LARGE, shared);
    await compute(SMALL, shared);
  });
  const settings: readonly (readonly [string, number, InferenceOptions])[] = [
    ['more memory', LARGE, { budgets: { cpu: 100 * GiB } }],
    ['less memory that is enough for all weights and for the picture as a whole', LARGE, { budgets: { cpu: GiB } }],
    ['little memory, for a picture that fits as a whole', SMALL, { budgets: { cpu: 10 * MiB } }],
    ['the precision that was chosen', LARGE, { precision: 'fp32' }],
    ['another family', LARGE, { families: [TOY] }],
    ['another grace', LARGE, { cancelGraceMs: 1 }],
  ];
  for (const [name, side, change] of settings) {
    const { executed } = await withSettings(change, (compute) => compute(side, shared));
    expect({ name, executed }).toEqual({ name, executed: [] });
  }
});

it('computes the same bytes whether the timesteps were announced or not, with many threads too', async () => {
  const nano = (name: string) => ({ dir: repoPath(`models/nano/${name}`), digest: name });
  const velocities = [];
  for (const announced of [0, 1, 20]) {
    const inference = new InferenceClient({ threads: 8 });
    const timesteps = Array.from({ length: announced }, (_, index) =>
      Math.fround(0.8 + 0.01 * (index - announced + 1)),
    );
    const values = (length: number) => Float32Array.from({ length }, (_, index) => Math.sin(index));
    if (announced > 0) await inference.request('expectTimesteps', { timesteps });
    const { latents } = await inference.request('denoiseStep', {
      transformer: nano('transformer'),
      latents: { dtype: 'float32', dims: [1, 16, 24, 24], data: values(16 * 24 * 24) },
      positive: { embeds: { dtype: 'float32', dims: [33, 256], data: values(33 * 256) } },
      guidance: { scale: 1 },
      sigma: 0.8,
      nextSigma: 0.5,
      timestep: Math.fround(0.8),
    });
    velocities.push(Buffer.from(latents.data.buffer).toString('base64'));
    await inference.close();
  }
  expect(new Set(velocities).size).toBe(1);
});
