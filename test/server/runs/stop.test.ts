/** A server that is stopped with patience lets its run end, and keeps those that wait. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { RunInfo, Workflow } from '../../../engine/protocol/index.ts';
import { temporaryFolder, testServer, type TestServer } from '../http/http-support.ts';

/** A node that works until a file is there. */
const pack = (gate: string): string => `
  import { existsSync } from 'node:fs';
  import { setTimeout } from 'node:timers/promises';
  export const nodes = [{
    type: 'test.gate', version: 1, title: 'Gate', category: 'test', description: 'Waits.',
    terminal: true, reuse: 'never', inputs: {}, outputs: {},
    async run(_inputs, { signal }) {
      while (!existsSync(${JSON.stringify(gate)})) await setTimeout(20, undefined, { signal });
      return {};
    },
  }];`;

const waits: Workflow = {
  format: 'inkloom-workflow',
  version: 3,
  name: 'Waits',
  nodes: { gate: { type: 'test.gate', inputs: {} } },
};

const stateOf = async (server: TestServer, { id }: RunInfo): Promise<string> =>
  (await server.json<RunInfo>('GET', `/api/runs/${id}`)).state;

it('ends the run at work, starts no other, and is not ready meanwhile', async () => {
  const folder = await temporaryFolder();
  const options = { data: join(folder, 'data'), nodes: [join(folder, 'pack.mjs')] };
  await writeFile(join(folder, 'pack.mjs'), pack(join(folder, 'gate')));
  const server = await testServer(options);
  const [first, second] = await Promise.all(
    ['first', 'second'].map((name) => server.json<RunInfo>('POST', '/api/runs', { workflow: { ...waits, name } })),
  );
  const queued = [first, second] as [RunInfo, RunInfo];
  const running = async (): Promise<RunInfo> => {
    const states = await Promise.all(queued.map((run) => stateOf(server, run)));
    const index = states.indexOf('running');
    expect(index).toBeGreaterThanOrEqual(0);
    return queued[index] as RunInfo;
  };
  const atWork = await vi.waitFor(running, { timeout: 20_000 });

  const closed = server.close(60_000);
  expect(await server.failure('GET', '/ready')).toMatchObject({
    status: 503,
    message: expect.stringContaining('stopping'),
  });
  expect(await stateOf(server, atWork)).toBe('running');
  await writeFile(join(folder, 'gate'), '');
  await closed;

  const next = await testServer(options);
  expect(await stateOf(next, atWork)).toBe('done');
  expect(await next.json<RunInfo>('GET', `/api/runs/${atWork.id}`)).toMatchObject({ attempt: 1 });
  const other = queued.find(({ id }) => id !== atWork.id) as RunInfo;
  await vi.waitFor(async () => expect(await stateOf(next, other)).toBe('done'), { timeout: 20_000 });
});
