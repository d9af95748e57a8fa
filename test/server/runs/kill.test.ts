// kill -9: the queue survives, running runs resume at their last step, no run is lost and none is carried out twice.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunInfo } from '../../../engine/protocol/index.ts';
import { TestClient } from '../live/live-support.ts';
import { chainOf, newFolder, SpawnedServer, startThere, textToImage } from './runs-support.ts';

/** Milliseconds. Servers are started several times, on a machine that may be busy. */
const PATIENCE = 180_000;

const open: (SpawnedServer | TestClient)[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await (each instanceof SpawnedServer ? each.kill() : each.drop());
});

async function start(data: string): Promise<SpawnedServer> {
  const server = await startThere(data);
  open.push(server);
  return server;
}

async function follow(server: SpawnedServer, client = new TestClient({ port: server.port })): Promise<TestClient> {
  client.port = server.port;
  open.push(client);
  await client.connect();
  return client;
}

const over = (runs: readonly RunInfo[]): number => runs.filter(({ state }) => state === 'done').length;

/** Executed steps of the denoise loop, from the events. */
const stepsOf = (client: TestClient): string[] =>
  client.events.flatMap((event) =>
    event.type === 'run-event' &&
    event.event.type === 'node-done' &&
    event.event.origin === 'executed' &&
    event.event.node.includes('/step-')
      ? [event.event.node]
      : [],
  );

describe('kill -9 of the server', { timeout: PATIENCE }, () => {
  it('twice in a queue of ten runs: all ten finish, each once', async () => {
    const data = newFolder();
    let server = await start(data);
    const client = await follow(server);
    const runs: RunInfo[] = [];
    for (let seed = 1; seed <= 10; seed++)
      runs.push(await server.run(await textToImage(3, seed), { document: `d${seed}` }));
    for (const [life, done] of [2, 6].entries()) {
      await client.until(
        () =>
          new Set(
            client.events.flatMap((event) =>
              event.type === 'run' && event.run.state === 'done' ? [event.run.id] : [],
            ),
          ).size >= done,
        `${done} runs`,
      );
      await new Promise((resolve) => setTimeout(resolve, life * 40));
      await server.kill();
      client.drop();
      server = await start(data);
      await follow(server, client);
      await client.until(
        () => client.events.filter(({ type }) => type === 'server-started').length === life + 1,
        'the start',
      );
    }
    const ended = await Promise.all(runs.map(({ id }) => server.until(id)));
    expect(ended.map(({ state }) => state)).toEqual(Array.from({ length: 10 }, () => 'done'));
    expect(over(await server.list())).toBe(10);
    // Every run has one picture, and the folder holds nothing else.
    const files = ended.map((run) => run.files.filter(({ folder }) => folder === 'output').map(({ name }) => name));
    expect(files).toEqual(runs.map(({ number }) => [`inkloom-${String(number).padStart(5, '0')}.png`]));
    expect(readdirSync(join(data, 'output')).toSorted()).toEqual(files.flat());
    expect(new Set(files.flat().map((name) => readFileSync(join(data, 'output', name)).toString('base64'))).size).toBe(
      10,
    );
    // They ran in order, each ended once, and the client missed no event.
    expect(ended.map(({ ended: time }) => time)).toEqual(
      ended.map(({ ended: time }) => time ?? 0).toSorted((a, b) => a - b),
    );
    await client.until(() =>
      client.events.some((event) => event.type === 'run' && event.run.id === runs[9]?.id && event.run.state === 'done'),
    );
    for (const { id } of runs)
      expect(
        client.events.filter((event) => event.type === 'run' && event.run.id === id && event.run.state === 'done'),
      ).toHaveLength(1);
    expect([client.problems, client.snapshots]).toEqual([[], 1]);
    const begun = ended.reduce((sum, { attempt }) => sum + attempt, 0);
    expect(begun).toBeGreaterThanOrEqual(10);
    expect(begun).toBeLessThanOrEqual(12);
  });

  it('in a denoise loop: the next server does only the steps that are left, and names the run it resumes', async () => {
    const data = newFolder();
    const first = await start(data);
    const client = await follow(first);
    const workflow = await textToImage(30, 1);
    const size = { type: 'empty-latent', inputs: { ...workflow.nodes['size']?.inputs, width: 256, height: 256 } };
    const { id } = await first.run({ ...workflow, nodes: { ...workflow.nodes, size } });
    await client.until(() => stepsOf(client).length >= 4);
    await first.kill();
    const told = stepsOf(client);
    expect(told.length).toBeLessThan(30);
    client.drop();
    const second = await start(data);
    await follow(second, client);
    const run = await second.until(id);
    expect(run).toMatchObject({ state: 'done', attempt: 2, nodes: { denoise: { state: 'done' } } });
    await client.until(() => client.events.some((event) => event.type === 'run' && event.run.state === 'done'));
    const steps = stepsOf(client);
    // A step that was published as done is never done again, and no step is missing.
    expect(new Set(steps).size).toBe(steps.length);
    expect(steps.slice(0, told.length)).toEqual(told);
    expect(steps.at(-1)).toBe('denoise/step-30');
    expect(client.events.filter(({ type }) => type === 'server-started')).toMatchObject([{ resumed: [id] }]);
    expect(readdirSync(join(data, 'output'))).toEqual(['inkloom-00001.png']);
  });

  it('by the run itself, three times: the run fails, and the next one starts', async () => {
    const data = newFolder();
    const log = join(data, 'log');
    const first = await start(data);
    const fatal = await first.run(chainOf({ type: 'test/crash', inputs: { log } }));
    const harmless = await first.run(chainOf({ type: 'test/slow', inputs: { pause: 0 } })).catch(() => undefined);
    expect(await first.ended).toBe('SIGKILL');
    for (let life = 2; life <= 3; life++) {
      const server = await start(data).catch(() => undefined);
      await server?.ended;
    }
    const last = await start(data);
    expect(readFileSync(log, 'utf8')).toBe('xxx');
    expect(await last.until(fatal.id)).toMatchObject({
      state: 'failed',
      attempt: 3,
      failures: [{ message: expect.stringContaining('given up') as string }],
    });
    const next = harmless ?? (await last.run(chainOf({ type: 'test/slow', inputs: { pause: 0 } })));
    expect((await last.until(next.id)).state).toBe('done');
  });
});
