/** The cache over HTTP. */
import { describe, expect, it } from 'vitest';
import type { RunDetail } from '../../../engine/protocol/index.ts';
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
});
