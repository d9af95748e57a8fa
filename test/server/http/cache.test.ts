/** The cache over HTTP. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunDetail } from '../../../engine/protocol/index.ts';
import { eventsOf, inkloom, inkloomHere, newFolder, SMALL } from '../../cli/support.ts';
import { runOf, smallWorkflow, temporaryFolder, testServer } from './http-support.ts';

describe('the cache', () => {
  it.each([
    ['on disk', false],
    ['in memory', true],
  ])('%s is counted, used and cleared', async (_where, noCache) => {
    const server = await testServer({ noCache, cache: await temporaryFolder(), cacheSize: '1GiB' });
    const run = (): Promise<RunDetail> => runOf(server, smallWorkflow());
    expect(await server.json('GET', '/api/cache')).toEqual({ entries: 0, bytes: 0, limit: 2 ** 30 });
    expect((await run()).nodes['load']).toMatchObject({ origin: 'executed' });
    expect((await run()).nodes['save']).toMatchObject({ origin: 'memory' });
    const { entries, bytes } = await server.json<{ entries: number; bytes: number }>('GET', '/api/cache');
    expect(entries).toBeGreaterThan(0);
    expect(bytes).toBeGreaterThan(0);
    expect((await server.send('DELETE', '/api/cache')).status).toBe(204);
    expect(await server.json('GET', '/api/cache')).toMatchObject({ entries: 0, bytes: 0 });
    expect((await run()).nodes['save']).toMatchObject({ origin: 'executed' });
  });

  it('keeps the results of the command line while the server runs', async () => {
    const folder = await newFolder();
    const server = await testServer({ noCache: false, cache: join(folder, 'cache') });
    await runOf(server, smallWorkflow());
    const { entries } = await server.json<{ entries: number }>('GET', '/api/cache');
    const run = ['run', 'text-to-image', '--json', ...SMALL];
    const first = await inkloom(run, { folder });
    expect([first.code, first.stderr]).toEqual([0, '']);
    expect((await server.json<{ entries: number }>('GET', '/api/cache')).entries).toBeGreaterThan(entries);
    const again = eventsOf((await inkloomHere(run, folder)).stdout);
    expect(again.filter(({ origin }) => origin === 'executed')).toEqual([]);
    expect(again.filter(({ origin }) => origin === 'disk').length).toBeGreaterThan(0);
  });
});
