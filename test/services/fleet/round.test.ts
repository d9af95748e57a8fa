/**
 * Four workers and 200 runs, while half of the workers are killed twice and the queue once loses all that it has: every
 * run is done, once, and gives the bytes that it gives without a fleet.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { startServer } from '../../../engine/server/server.ts';
import { Asking, newFolder, PACK } from '../../server/runs/runs-support.ts';
import { noS3, noValkey, startS3, startValkey } from '../../support/services/index.ts';
import { Fleet, job, over, until } from './fleet-support.ts';

const missing = (await noValkey()) ?? (await noS3());
const RUNS = 200;
/** Processes are started and killed several times, on a machine that may be busy. */
const PATIENCE = { timeout: 300_000 };
const NAMES = ['one', 'two', 'three', 'four'];

/** Files of some runs, made by a server without a fleet, by the number of the run. */
async function madeHere(numbers: readonly number[]): Promise<ReadonlyMap<number, Buffer>> {
  const data = newFolder();
  const server = await startServer({ port: 0, data, nodes: [PACK], cache: join(data, 'cache') });
  const asking = new Asking(server.url, data);
  const files = new Map<number, Buffer>();
  for (const number of numbers) {
    const { id } = await asking.run(job(number));
    const run = await asking.until(id);
    files.set(number, await readFile(join(data, 'output', run.files[0]?.name ?? '')));
  }
  await server.close();
  return files;
}

it.skipIf(missing)(`a fleet on Valkey and S3: ${missing ?? 'no run is lost or made twice'}`, PATIENCE, async () => {
  const [valkey, s3] = await Promise.all([startValkey(), startS3()]);
  const fleet = new Fleet({ queue: valkey.url, store: `s3://${s3.bucket}/fleet`, env: s3.env });
  try {
    const server = fleet.startServer();
    const workers = await Promise.all(NAMES.map((name) => fleet.startWorker(name)));
    await server;
    for (let shade = 1; shade <= RUNS; shade++) await fleet.server.run(job(shade));
    const killAndStart = async (at: number): Promise<void> => {
      await workers[at]?.end('SIGKILL');
      workers[at] = await fleet.startWorker(`${NAMES[at]}`);
    };
    await over(fleet.server, 30);
    await Promise.all([0, 1].map(killAndStart));
    await over(fleet.server, 80);
    await valkey.restartEmpty();
    await over(fleet.server, 110);
    await Promise.all([0, 1].map(killAndStart));
    const runs = await over(fleet.server, RUNS, 120_000);

    expect(runs.map(({ state, failures }) => [state, failures])).toEqual(runs.map(() => ['done', []]));
    const names = runs.map(({ number }) => `inkloom-${String(number).padStart(5, '0')}.png`);
    expect(runs.map(({ files }) => files.map(({ name }) => name))).toEqual(names.map((name) => [name]));
    const output = join(fleet.server.data, 'output');
    expect((await readdir(output)).toSorted()).toEqual(names);
    for (const [index, name] of names.entries()) {
      const [red] = await sharp(join(output, name)).raw().toBuffer();
      expect([name, red]).toEqual([name, index + 1]);
    }
    for (const [number, bytes] of await madeHere([1, 37, 200]))
      expect(bytes.equals(await readFile(join(output, names[number - 1] ?? '')))).toBe(true);
    // Workers that were killed are gone from the list, and all that are there have worked.
    const fleetInfo = await until('four workers', async () => {
      const info = await fleet.workers();
      return info.workers.length === NAMES.length ? info : undefined;
    });
    expect(fleetInfo).toMatchObject({ queue: 'redis', isReachable: true });
    expect(fleetInfo.workers.map(({ name, state }) => [name, state])).toEqual(
      NAMES.toSorted().map((name) => [name, 'idle']),
    );
    expect(await Promise.all(workers.map((worker) => worker.end('SIGTERM')))).toEqual([0, 0, 0, 0]);
  } finally {
    await fleet.close();
    await Promise.all([valkey.close(), s3.close()]);
  }
});
