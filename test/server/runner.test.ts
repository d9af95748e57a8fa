// Runs from the outside: queue, history, files, pictures, failures, cancelling, an orderly end and what comes after it.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foldActivity } from '../../engine/protocol/index.ts';
import type { RunInfo } from '../../engine/protocol/index.ts';
import { readProvenance } from '../../engine/workflow/picture/provenance.ts';
import { TestClient } from './live-support.ts';
import { chainOf, type LocalServer, newFolder, startHere, workflowOf } from './runs-support.ts';

let server: LocalServer;
beforeAll(async () => {
  server = await startHere({ limits: { queued: 5 } });
});
afterAll(() => server.close());

let gates = 0;
/** A file to wait for, and making it. */
function gate(data = server.data): { readonly file: string; readonly open: () => void } {
  const file = join(data, `gate-${++gates}`);
  return { file, open: () => writeFileSync(file, '') };
}

const waiting = (file: string, shade: number): ReturnType<typeof chainOf> =>
  chainOf({ type: 'test/wait', inputs: { file } }, shade);

describe('a run', () => {
  it('saves files with where they come from, shows pictures of nodes, and is in the history with what its nodes did', async () => {
    const client = new TestClient({ port: server.port });
    await client.connect();
    const workflow = workflowOf(
      {
        mask: { type: 'test/mask' },
        slow: { type: 'test/slow', inputs: { image: { from: 'mask.image' }, steps: 6 } },
        saveA: { type: 'save-image', inputs: { image: { from: 'slow.image' }, prefix: '狐狸/../x' } },
        saveB: { type: 'save-image', inputs: { image: { from: 'mask.image' }, prefix: '狐狸/../x' } },
        asImage: { type: 'mask-to-image', inputs: { mask: { from: 'mask.mask' } } },
        show: { type: 'preview-image', inputs: { image: { from: 'asImage.image' } } },
      },
      'All of it',
    );
    const { id } = await server.run(workflow, { document: 'doc' });
    const run = await server.until(id);
    expect(run).toMatchObject({
      state: 'done',
      attempt: 1,
      name: 'All of it',
      document: 'doc',
      failures: [],
      workflow,
    });
    expect(run.progress).toBeUndefined();

    const saved = run.files.filter(({ folder }) => folder === 'output');
    expect(saved.map(({ node, name, width, height }) => [node, name, width, height])).toEqual([
      ['saveA', '狐狸_.._x-00001.png', 8, 6],
      ['saveB', '狐狸_.._x-00001-2.png', 8, 6],
    ]);
    expect(readProvenance(readFileSync(join(server.data, 'output', saved[0]?.name ?? '')), 'saved')).toMatchObject({
      output: 'saveA',
      workflow: { name: 'All of it' },
    });
    const shown = run.files.filter(({ folder }) => folder === 'preview');
    expect(shown.map(({ node, output, width }) => `${node}.${output} ${width}`).toSorted()).toEqual([
      'asImage.image 4',
      'mask.image 8',
      'mask.mask 4',
      'show.image 4',
      'slow.image 8',
    ]);
    for (const { url, width } of run.files)
      expect((await sharp(await (await fetch(server.url + url)).arrayBuffer()).metadata()).width).toBe(width);

    await client.until(() => client.events.some((event) => event.type === 'run' && event.run.ended !== undefined));
    const told = client.events.flatMap((event) =>
      event.type === 'run-event' && event.run === id ? [event.event] : [],
    );
    expect(foldActivity({}, told)).toEqual(run.nodes);
    expect(run.nodes['slow']).toMatchObject({ state: 'done', origin: 'executed', notes: ['Taking its time.'] });
    expect(JSON.stringify(told)).not.toMatch(/rgb|digest/);
    expect(client.previews.length).toBeGreaterThan(0);
    expect(
      client.previews.every(({ header }) => header.node === 'slow' && header.document === 'doc' && header.max === 6),
    ).toBe(true);
    const states = client.events.flatMap((event) =>
      event.type === 'run' && event.run.id === id ? [event.run.state] : [],
    );
    expect([states[0], states.at(-1)]).toEqual(['queued', 'done']);
    expect(client.problems).toEqual([]);
    client.drop();

    const again = await server.until((await server.run(workflow)).id);
    expect(again.nodes).toMatchObject({ saveA: { origin: 'memory' }, show: { origin: 'memory' } });
    expect(again.files.map(({ name }) => name)).toContain('狐狸_.._x-00002.png');
  });

  it('that fails says where and why', async () => {
    const run = await server.until((await server.run(chainOf({ type: 'test/fail' }))).id);
    expect(run).toMatchObject({
      state: 'failed',
      failures: [{ node: 'through', message: 'The prompt is out of luck.', code: 'unlucky' }],
      nodes: { through: { state: 'failed', field: 'prompt' }, save: { state: 'skipped' } },
    });
    expect(run.files.map(({ node, folder }) => `${folder} ${node}`)).toEqual(['preview picture']);
  });

  it('that cannot run is refused with every issue', async () => {
    const { status, body } = await server.ask('POST', '/api/runs', {
      workflow: workflowOf({ save: { type: 'save-image' }, x: { type: 'nothing' } }),
    });
    expect(status).toBe(422);
    expect(body).toMatchObject({
      error: {
        code: 'invalid-workflow',
        issues: [
          { code: 'missing-input', node: 'save', input: 'image' },
          { code: 'unknown-node-type', node: 'x' },
        ],
      },
    });
    expect(
      (await server.ask('POST', '/api/runs', { workflow: chainOf({ type: 'test/slow' }), targets: ['nobody'] })).body,
    ).toMatchObject({ error: { issues: [{ code: 'unknown-target' }, { code: 'no-outputs' }] } });
    expect((await server.ask('POST', '/api/runs', { workflow: [] })).status).toBe(400);
    expect((await server.ask('GET', '/api/runs/nobody')).status).toBe(404);
  });

  it('computes the nodes it is asked for', async () => {
    const run = await server.until(
      (await server.run(chainOf({ type: 'test/slow', inputs: { pause: 0 } }, 9), { targets: ['picture'] })).id,
    );
    expect([Object.keys(run.nodes), run.targets]).toEqual([['picture'], ['picture']]);
  });

  it('makes pictures of nodes again when somebody removed them', async () => {
    const workflow = chainOf({ type: 'test/slow', inputs: { pause: 0 } }, 77);
    const picture = async (): Promise<string> =>
      (await server.until((await server.run(workflow, { targets: ['picture'] })).id)).files[0]?.url ?? '';
    const url = await picture();
    const folder = join(server.data, 'preview');
    for (const name of readdirSync(folder)) rmSync(join(folder, name));
    expect((await fetch(server.url + url)).status).toBe(404);
    expect(await picture()).toBe(url);
    expect((await fetch(server.url + url)).status).toBe(200);
  });
});

describe('the queue', () => {
  it('runs one after the other, in the order people give it', async () => {
    const first = gate();
    const running = await server.run(waiting(first.file, 20));
    const [a, b, c] = [
      await server.run(waiting(first.file, 21)),
      await server.run(waiting(first.file, 22)),
      await server.run(waiting(first.file, 23), { front: true }),
    ];
    await server.until(running.id, ({ state }) => state === 'running');
    const order = async (): Promise<string[]> =>
      (await server.list())
        .filter(({ state }) => state === 'queued')
        .toSorted((x, y) => (x.position ?? 0) - (y.position ?? 0))
        .map(({ id }) => id);
    expect(await order()).toEqual([c.id, a.id, b.id]);
    expect((await server.ask('PUT', '/api/queue', { order: [b.id, 'nobody', running.id] })).status).toBe(204);
    expect(await order()).toEqual([b.id, c.id, a.id]);
    expect((await server.ask('POST', `/api/runs/${c.id}/cancel`, {})).body).toMatchObject({
      id: c.id,
      state: 'cancelled',
    });
    expect((await server.ask('DELETE', `/api/runs/${b.id}`)).body).toMatchObject({ error: { code: 'not-over' } });
    first.open();
    const ended = await Promise.all([running, b, a].map(({ id }) => server.until(id)));
    expect(ended.map(({ state }) => state)).toEqual(['done', 'done', 'done']);
    expect(
      (ended[1]?.started ?? 0) >= (ended[0]?.ended ?? Infinity) &&
        (ended[2]?.started ?? 0) >= (ended[1]?.ended ?? Infinity),
    ).toBe(true);
    expect((await server.ask('DELETE', `/api/runs/${b.id}`)).status).toBe(204);
    expect((await server.ask('GET', `/api/runs/${b.id}`)).status).toBe(404);
  });

  it('is bounded, and can be cleared', async () => {
    const held = gate();
    const running = await server.run(waiting(held.file, 30));
    await server.until(running.id, ({ state }) => state === 'running');
    const runs: RunInfo[] = [];
    for (let i = 0; i < 5; i++) runs.push(await server.run(waiting(held.file, 31 + i)));
    const full = await server.ask('POST', '/api/runs', { workflow: waiting(held.file, 40) });
    expect([full.status, full.headers.get('retry-after'), full.body]).toMatchObject([
      429,
      '30',
      { error: { code: 'queue-full' } },
    ]);
    expect((await server.ask('DELETE', '/api/queue')).status).toBe(204);
    for (const { id } of runs) expect((await server.get(id)).state).toBe('cancelled');
    expect((await server.get(running.id)).state).toBe('running');
    const cancelled = (await server.ask('POST', `/api/runs/${running.id}/cancel`, {})).body as RunInfo;
    expect(cancelled.state).toBe('running');
    const run = await server.until(running.id);
    expect(run).toMatchObject({
      state: 'cancelled',
      nodes: { picture: { state: 'done' }, through: { state: 'cancelled' } },
    });
    expect((await server.ask('POST', `/api/runs/${running.id}/cancel`, {})).body).toMatchObject({
      state: 'cancelled',
      ended: run.ended,
    });
  });

  it('lists runs page by page, of a document too', async () => {
    const quick = chainOf({ type: 'test/slow', inputs: { pause: 0 } }, 50);
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.push((await server.until((await server.run(quick, { document: 'paged' })).id)).id);
    const page = async (query: string): Promise<RunInfo[]> =>
      (await server.ask('GET', `/api/runs?${query}`)).body as RunInfo[];
    const first = await page('limit=2&document=paged');
    expect(first.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    expect((await page(`limit=2&document=paged&before=${first[1]?.number}`)).map(({ id }) => id)).toEqual([ids[0]]);
    expect((await page('limit=1')).map(({ id }) => id)).toEqual([ids[2]]);
    expect((await server.ask('GET', '/api/runs?limit=0')).status).toBe(400);
  });
});

describe('the forecast', () => {
  it('says what would run, and every issue beside it', async () => {
    const workflow = chainOf({ type: 'test/slow', inputs: { pause: 0 } }, 60);
    const before = (await server.ask('POST', '/api/forecast', { workflow })).body;
    expect(before).toMatchObject({
      issues: [],
      forecast: {
        nodes: [
          { node: 'picture', action: 'run' },
          { node: 'through', action: 'run' },
          { node: 'save', action: 'run' },
        ],
      },
    });
    await server.until((await server.run(workflow)).id);
    const changed = {
      ...workflow,
      nodes: {
        ...workflow.nodes,
        save: { type: 'save-image', inputs: { image: { from: 'through.image' }, prefix: 'other' } },
        loose: { type: 'save-image' },
      },
    };
    const after = (await server.ask('POST', '/api/forecast', { workflow: changed })).body;
    expect(after).toMatchObject({
      issues: [{ code: 'missing-input', node: 'loose', input: 'image' }],
      forecast: {
        nodes: [
          { node: 'picture', action: 'not-needed' },
          { node: 'through', action: 'reuse' },
          {
            node: 'save',
            action: 'run',
            why: { kind: 'changed', component: 'input prefix' },
            seconds: expect.any(Number) as number,
          },
        ],
      },
    });
    const empty = (await server.ask('POST', '/api/forecast', { workflow: workflowOf({}) })).body;
    expect(empty).toMatchObject({ issues: [{ code: 'no-outputs', node: '' }] });
    expect(empty).not.toHaveProperty('forecast');
  });
});

describe('a node with a list, and a subgraph', () => {
  const workflow = {
    ...workflowOf({
      many: { type: 'test/picture', inputs: { shade: { each: [101, 102, 103] } } },
      group: { type: 'subgraph/slow', inputs: { image: { from: 'many.image' } } },
      save: { type: 'save-image', inputs: { image: { from: 'group.image' } } },
    }),
    subgraphs: {
      slow: {
        inputs: { image: {} },
        outputs: { image: { from: 'inner.image' } },
        nodes: { inner: { type: 'test/slow', inputs: { image: { from: '$inputs.image' }, pause: 0 } } },
      },
    },
  };

  it('are one node in forecast, issues, activity and files', async () => {
    const before = (await server.ask('POST', '/api/forecast', { workflow })).body;
    expect(before).toMatchObject({
      issues: [],
      forecast: {
        nodes: [
          { node: 'many', action: 'run' },
          { node: 'group', action: 'run' },
          { node: 'save', action: 'run' },
        ],
        unknown: 9,
      },
    });
    const run = await server.until((await server.run(workflow)).id);
    expect(run.nodes).toMatchObject({
      many: { state: 'done', value: 3, max: 3 },
      group: { state: 'done', value: 3, max: 3 },
      save: { state: 'done', origin: 'executed' },
    });
    expect(run.files.map(({ folder, node }) => `${folder} ${node}`).toSorted()).toEqual([
      ...Array(3).fill('output save'),
      ...Array(3).fill('preview group'),
      ...Array(3).fill('preview many'),
    ]);
    expect((await server.ask('POST', '/api/forecast', { workflow })).body).toMatchObject({
      forecast: {
        nodes: [
          { node: 'many', action: 'not-needed' },
          { node: 'group', action: 'not-needed' },
          { node: 'save', action: 'reuse' },
        ],
      },
    });
    const more = {
      ...workflow,
      nodes: { ...workflow.nodes, many: { type: 'test/picture', inputs: { shade: { each: [101, 102, 103, 104] } } } },
    };
    expect((await server.ask('POST', '/api/forecast', { workflow: more })).body).toMatchObject({
      forecast: {
        nodes: [
          { node: 'many', action: 'run' },
          { node: 'group', action: 'run' },
          { node: 'save', action: 'run' },
        ],
      },
    });
    const wrong = {
      ...workflow,
      nodes: { ...workflow.nodes, many: { type: 'test/picture', inputs: { shade: { each: [1, 2, 'three', 999] } } } },
    };
    const { body } = await server.ask('POST', '/api/runs', { workflow: wrong });
    expect((body as { readonly error: { readonly issues: readonly object[] } }).error.issues).toMatchObject([
      { code: 'wrong-type', node: 'many', input: 'shade' },
      { code: 'out-of-range', node: 'many', input: 'shade' },
    ]);
  });
});

describe('an orderly end', () => {
  it('gives the running run back; the next server goes on with it and says so', async () => {
    const data = newFolder();
    const before = await startHere({ data });
    const held = gate(data);
    const client = new TestClient({ port: before.port });
    await client.connect();
    const [first, second] = [
      await before.run(waiting(held.file, 1), { document: 'd' }),
      await before.run(waiting(held.file, 2)),
    ];
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

  it('a run whose nodes are gone fails with the reason', async () => {
    const data = newFolder();
    const before = await startHere({ data });
    const held = gate(data);
    const { id } = await before.run(waiting(held.file, 1));
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
