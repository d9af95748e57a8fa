/** What a worker keeps of a run: files stay, and how the run went lies where the store is cleaned by age. */
import { expect, it } from 'vitest';
import { resultOf } from '../../engine/fleet/dispatch/run-result.ts';
import type { CarriedRun } from '../../engine/fleet/fleet-protocol.ts';
import { readJson } from '../../engine/fleet/stored-json.ts';
import { keepResult } from '../../engine/fleet/worker/carried-run.ts';
import type { RunResult } from '../../engine/run/engine.ts';
import { DEFAULT_AGES } from '../../engine/store/clean-store.ts';
import type { Shelf } from '../../engine/store/content-store.ts';
import { FILE } from '../../nodes/sockets.ts';
import { ModelStore } from '../store/model-store.ts';

const file = { prefix: 'inkloom', extension: 'png', mediaType: 'image/png', data: new Uint8Array([1, 2, 3]) };
const result: RunResult = {
  run: 'r',
  status: 'done',
  seconds: 1.5,
  refused: false,
  failures: [],
  executed: ['save'],
  fingerprints: { save: 'f' },
  outputs: { save: { file } },
  stored: { save: { file: { type: FILE.name, digest: 'd', bytes: 3 } } },
};

async function digestsOn(shelf: Shelf): Promise<readonly string[]> {
  const digests: string[] = [];
  for await (const { name } of shelf.blobs()) digests.push(name);
  return digests;
}

it('comes back as the engine gave it, and only its files lie on a shelf that keeps all', async () => {
  const store = new ModelStore();
  const digest = await keepResult({ result, hashes: undefined, events: [] }, store);
  const carried = (await readJson<CarriedRun>(store.shelf('results'), digest)) as CarriedRun;
  expect(await resultOf('r', carried, store.shelf('outputs'))).toEqual(result);
  expect(await digestsOn(store.shelf('outputs'))).toEqual([carried.outputs['save']?.['file']?.files?.[0]?.digest]);
  expect(Object.keys(DEFAULT_AGES)).toEqual(expect.arrayContaining(['results']));
  expect(Object.keys(DEFAULT_AGES)).not.toContain('outputs');
});
