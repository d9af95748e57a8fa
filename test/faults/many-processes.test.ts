/**
 * Processes on one cache, killed at random moments, with collections: no result is wrong, nothing is damaged, nobody
 * says that the cache is in use, and what two of them want is computed once. `bench/cache/many.ts` does it for minutes.
 */
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runProcesses } from '../../bench/cache/processes.ts';
import { DiskCache } from '../../engine/cache/disk/disk-cache.ts';

it('share a cache while they collect and are killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'inkloom-many-'));
  const counts = await runProcesses({ folder, processes: 3, seconds: 8, killEvery: 1.5, bytes: 5e5, step: 20 });
  expect(counts).toMatchObject({ wrong: 0, problems: [] });
  // The test shows nothing unless processes ran, met and were killed.
  expect(counts.runs).toBeGreaterThan(5);
  expect(counts.kills).toBeGreaterThan(0);
  // A killed process leaves one step behind; a stopped computer could make a few more.
  expect(counts.again).toBeLessThanOrEqual(counts.kills + counts.steps / 10);
  const disk = DiskCache.open({ folder, limits: { freeBytes: 0 } });
  expect(await disk?.verify()).toMatchObject({ damaged: 0 });
  await disk?.close();
  expect(readdirSync(folder).filter((name) => name.endsWith('.damaged'))).toEqual([]);
}, 60_000);
