/** The problems and the advice that follow from facts of a machine. */
import { describe, expect, it } from 'vitest';
import { advice } from '../../../engine/host/doctor/advice.ts';
import type { DiskFacts, DoctorFacts } from '../../../engine/host/doctor/facts.ts';
import { problems } from '../../../engine/host/doctor/problems.ts';
import { CACHE, GOOD, NANO } from './facts.ts';

const GIB = 2 ** 30;
const { processor, memory, versions, settings, kernels } = GOOD;
const onDisk = (disk: Partial<DiskFacts>): Partial<DoctorFacts> => ({ disks: [{ ...CACHE, ...disk }] });

it('finds nothing to change on a machine that is well set up', () => {
  expect(advice(GOOD)).toEqual([]);
  expect(problems(GOOD)).toEqual([]);
});

describe('advice', () => {
  it.each<[string, Partial<DoctorFacts>, string]>([
    ['threads that share cores', { settings: { ...settings, threads: 16 } }, '--threads 8.'],
    ['idle cores', { settings: { ...settings, threads: 2 } }, 'Models use 2 of 8 cores.'],
    [
      'a container with few cores',
      { processor: { ...processor, usable: 4 }, settings: { ...settings, threads: 4 } },
      'docker run --cpus 8.',
    ],
    ['a processor without AVX2', { processor: { ...processor, instructions: [] } }, 'lacks AVX2'],
    [
      'speeds that a busy machine hid',
      { kernels: { ...kernels, isSteady: false } as DoctorFacts['kernels'] },
      'the figures are not kept. Try again later.',
    ],
    ['a small container', { memory: { ...memory, limit: 8 * GIB } }, 'docker run --memory 57g.'],
    [
      'a model beyond the budget',
      { models: [{ ...NANO, bytes: 58e9 }] },
      'nano takes 54.0 GiB, more than the 48.0 GiB',
    ],
    ['swap in use', { memory: { ...memory, swap: { total: 8 * GIB, used: 2 * GIB } } }, '2.0 GiB of swap are in use'],
    ['memory in use', { memory: { ...memory, free: 16 * GIB } }, '--memory 12GiB.'],
    ['a cache on a hard disk', onDisk({ kind: 'hard disk' }), 'lies on a hard disk: name a faster one with --cache'],
    ['a cache on the network', onDisk({ kind: 'network' }), 'lies on a network drive'],
    ['a cache in memory', onDisk({ kind: 'memory' }), 'takes main memory'],
    ['a slow disk of no known kind', onDisk({ kind: undefined, writes: 40e6 }), 'writes 38.1 MiB a second'],
    ['a full cache', onDisk({ free: GIB }), '1.0 GiB are free for the cache in /cache: remove old results'],
    ['models on the network', onDisk({ use: 'models', path: '/nas', kind: 'network' }), 'Models in /nas lie on a'],
    [
      'packed weights',
      { models: [{ ...NANO, format: 'Q4_K', bytes: 11.5e9 }] },
      'nano (Q4_K) is decoded into the cache',
    ],
    ['a damaged model', { models: [{ ...NANO, problem: 'cut off' }] }, 'inkloom models check nano.'],
    ['weights widened at every step', { settings: { ...settings, precision: 'cast' } }, 'Leave it out'],
  ])('is given for %s', (_name, change, sentence) => {
    expect(advice({ ...GOOD, ...change })).toEqual([expect.stringContaining(sentence)]);
  });

  it('names the decoded size, and a larger disk when it does not fit', () => {
    // A Q4_K transformer of 11.5 GB takes 25.5 GB decoded (docs/formats.md#prepared-files).
    const models = [{ ...NANO, format: 'Q4_K', bytes: 11.5e9 }];
    const [sentence] = advice({ ...GOOD, models, ...onDisk({ free: 20 * GIB }) });
    expect(sentence).toContain('about 23.6 GiB, and 20.0 GiB are free there: name a larger disk with --cache FOLDER.');
  });
});

describe('problems', () => {
  it.each<[string, Partial<DoctorFacts>, string]>([
    ['an old Node', { versions: { ...versions, node: '20.9.1' } }, 'Node 20.9.1 is too old'],
    ['a runtime that is missing', { kernels: { kind: 'failed', message: 'Install it.' } }, 'Install it.'],
    ['no sharp', { versions: { ...versions, sharp: undefined } }, 'sharp, which reads and writes pictures'],
    [
      'a cache that cannot be written',
      onDisk({ problem: 'EROFS' }),
      'written into /cache: EROFS. Name another: --cache',
    ],
    ['no models', { models: [] }, 'inkloom models get.'],
    ['only a damaged model', { models: [{ ...NANO, problem: 'cut off' }] }, 'No whole model is found.'],
    ['only a part of a model', { models: [{ ...NANO, kinds: ['transformer'] }] }, 'No whole model is found.'],
  ])('are found for %s', (_name, change, sentence) => {
    expect(problems({ ...GOOD, ...change })).toEqual([expect.stringContaining(sentence)]);
  });

  it.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0'])('are none with Node %s', (node) => {
    expect(problems({ ...GOOD, versions: { ...versions, node } })).toEqual([]);
  });
});
