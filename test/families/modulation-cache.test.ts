// The modulation of a schedule is computed once, and a large model is in memory only while it computes.
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { ModulationCache } from '../../inference/transformer/modulation-cache.ts';
import { buildModulationGraph } from '../../inference/families/qwen-image/transformer/modulation-graph.ts';
import { openTransformer } from '../../inference/families/qwen-image/transformer/open.ts';
import { Session } from '../../inference/onnx/session.ts';
import { TINY } from '../inference/support/goldens.ts';

const { config, weights } = await openTransformer({ dir: join(TINY, 'transformer') });
const model = buildModulationGraph(config, weights);
const SCHEDULE = Array.from({ length: 20 }, (_, i) => 1 - i / 20);

afterEach(() => vi.restoreAllMocks());

function sessions() {
  const [created, released] = [vi.spyOn(Session, 'create'), vi.spyOn(Session.prototype, 'release')];
  const run = vi.spyOn(Session.prototype, 'run');
  return {
    loaded: (): number => created.mock.calls.length - released.mock.calls.length,
    counts: () => ({ created: created.mock.calls.length, runs: run.mock.calls.length }),
  };
}

test.for([
  ['small', 2 ** 30 - 1, 1, 1],
  ['large', 2 ** 30, 0, 2],
] as const)('a %s model of %i bytes rests in %i sessions', async ([, mapped, resting, created]) => {
  const { loaded, counts } = sessions();
  const cache = await ModulationCache.create({ ...model, weightMemory: () => ({ copied: 0, mapped }) }, {});
  expect(loaded()).toBe(resting);
  const results = await cache.get(SCHEDULE);
  // Sixteen timesteps in a run.
  expect(counts()).toEqual({ created, runs: 2 });
  expect(loaded()).toBe(resting);
  expect(await cache.get(SCHEDULE)).toEqual(results);
  expect(counts()).toEqual({ created, runs: 2 });
  await cache.release();
  expect(loaded()).toBe(0);
});

test('a model that is loaded for each schedule gives the bytes of one that stays', async () => {
  const [small, large] = [
    await ModulationCache.create(model, {}),
    await ModulationCache.create({ ...model, weightMemory: () => ({ copied: 0, mapped: 2 ** 40 }) }, {}),
  ];
  expect(await large.get(SCHEDULE)).toEqual(await small.get(SCHEDULE));
  expect(await large.get([0.123])).toEqual(await small.get([0.123]));
  await small.release();
});

test('a run that fails leaves nothing in memory', async () => {
  const { loaded } = sessions();
  const cache = await ModulationCache.create({ ...model, weightMemory: () => ({ copied: 0, mapped: 2 ** 30 }) }, {});
  vi.spyOn(Session.prototype, 'run').mockRejectedValueOnce(new Error('no memory'));
  await expect(cache.get(SCHEDULE)).rejects.toThrow('no memory');
  expect(loaded()).toBe(0);
  expect(await cache.get([0.5])).toHaveLength(1);
});
