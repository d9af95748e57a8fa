// An orderly end of the server: running runs are given back, and the next server resumes them.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TestClient } from '../live/live-support.ts';
import { Gate, newFolder, startHere } from './runs-support.ts';

describe('an orderly end', () => {
  it('gives the running run back, and the next server carries it out without counting an attempt', async () => {
    const data = newFolder();
    const before = await startHere({ data });
    const held = new Gate(data);
    const client = new TestClient({ port: before.port });
    await client.connect();
    const [first, second] = [await before.run(held.workflow(1), { document: 'd' }), await before.run(held.workflow(2))];
    await before.until(first.id, ({ nodes }) => nodes['through']?.state === 'running');
    await client.until(() =>
      client.events.some(
        (event) => event.type === 'run-event' && event.event.type === 'node-started' && event.event.node === 'through',
      ),
    );
    await before.close();
    await client.until(() => client.closeCode === 1001);
    const after = await startHere({ data });
    client.port = after.port;
    await client.connect();
    held.open();
    const [one, two] = [await after.until(first.id), await after.until(second.id)];
    expect([one.state, one.attempt, two.state, two.attempt]).toEqual(['done', 1, 'done', 1]);
    await client.until(() =>
      client.events.some((event) => event.type === 'run' && event.run.id === second.id && event.run.state === 'done'),
    );
    expect(client.events.filter(({ type }) => type === 'server-started')).toMatchObject([{ resumed: [] }]);
    expect([client.snapshots, client.problems]).toEqual([1, []]);
    const late = new TestClient({ port: after.port });
    await late.connect();
    late.drop();
    client.drop();
    await after.close();
    expect(readdirSync(join(data, 'output')).toSorted()).toEqual(['inkloom-00001.png', 'inkloom-00002.png']);
  });

  it('fails a run whose node types the next server does not have, and removes its unfinished files', async () => {
    const data = newFolder();
    const before = await startHere({ data });
    const held = new Gate(data);
    const { id } = await before.run(held.workflow(1));
    await before.until(id, ({ state }) => state === 'running');
    await before.close();
    mkdirSync(join(data, 'output'), { recursive: true });
    writeFileSync(join(data, 'output', '.saving-half'), 'half');
    const after = await startHere({ data, bare: true });
    const run = await after.until(id);
    expect(run.state).toBe('failed');
    expect(run.failures.map(({ node, code }) => `${node} ${code}`)).toEqual([
      'picture unknown-node-type',
      'through unknown-node-type',
    ]);
    await after.close();
    expect(readdirSync(join(data, 'output'))).toEqual([]);
  });
});
