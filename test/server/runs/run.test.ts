// A run from the outside: its files, its pictures, its events, and how it fails.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foldActivity, type RunDetail, type RunEventBody, type RunFile } from '../../../engine/protocol/index.ts';
import { readProvenance } from '../../../engine/workflow/picture/provenance.ts';
import { TestClient } from '../live/live-support.ts';
import { chainOf, type LocalServer, startHere, workflowOf } from './runs-support.ts';

let server: LocalServer;
beforeAll(async () => {
  server = await startHere();
});
afterAll(() => server.close());

const filesIn = (run: RunDetail | undefined, folder: RunFile['folder']): readonly RunFile[] =>
  (run?.files ?? []).filter((file) => file.folder === folder);

describe('a run that is done', () => {
  const prefix = '狐狸/../x';
  const workflow = workflowOf(
    {
      mask: { type: 'test/mask' },
      slow: { type: 'test/slow', inputs: { image: { from: 'mask.image' }, steps: 6 } },
      saveA: { type: 'save-image', inputs: { image: { from: 'slow.image' }, prefix } },
      saveB: { type: 'save-image', inputs: { image: { from: 'mask.image' }, prefix } },
      asImage: { type: 'mask-to-image', inputs: { mask: { from: 'mask.mask' } } },
      show: { type: 'preview-image', inputs: { image: { from: 'asImage.image' } } },
    },
    'All of it',
  );
  let client: TestClient;
  let run: RunDetail;
  let events: RunEventBody[];

  beforeAll(async () => {
    client = new TestClient({ port: server.port });
    await client.connect();
    const { id } = await server.run(workflow, { document: 'doc' });
    run = await server.until(id);
    await client.until(() => client.events.some((event) => event.type === 'run' && event.run.ended !== undefined));
    events = client.events.flatMap((event) => (event.type === 'run-event' && event.run === id ? [event.event] : []));
  });
  afterAll(() => client.drop());

  it('is in the history with its workflow, and without progress', () => {
    const expected = { state: 'done', attempt: 1, name: 'All of it', document: 'doc', failures: [], workflow };
    expect(run).toMatchObject(expected);
    expect(run.progress).toBeUndefined();
  });

  it('saved its files under safe, numbered names', () => {
    expect(filesIn(run, 'output').map(({ node, name, width, height }) => [node, name, width, height])).toEqual([
      ['saveA', '狐狸_.._x-00001.png', 8, 6],
      ['saveB', '狐狸_.._x-00001-2.png', 8, 6],
    ]);
  });

  it('wrote the workflow and the node into its pictures', () => {
    const name = filesIn(run, 'output')[0]?.name ?? '';
    const provenance = readProvenance(readFileSync(join(server.data, 'output', name)), 'saved');
    expect(provenance).toMatchObject({ output: 'saveA', workflow: { name: 'All of it' } });
  });

  it('shows a picture of every image and mask', () => {
    const shown = filesIn(run, 'preview').map(({ node, output, width }) => `${node}.${output} ${width}`);
    expect(shown.toSorted()).toEqual([
      'asImage.image 4',
      'mask.image 8',
      'mask.mask 4',
      'show.image 4',
      'slow.image 8',
    ]);
  });

  it('serves every file at its address, in the size it states', async () => {
    for (const { url, width } of run.files) {
      const bytes = await (await fetch(server.url + url)).arrayBuffer();
      expect((await sharp(bytes).metadata()).width).toBe(width);
    }
  });

  it('sent events that sum up to the nodes in the history, without pixels and digests', () => {
    expect(foldActivity({}, events)).toEqual(run.nodes);
    expect(run.nodes['slow']).toMatchObject({ state: 'done', origin: 'executed', notes: ['Taking its time.'] });
    expect(JSON.stringify(events)).not.toMatch(/rgb|digest/);
    const states = client.events.flatMap((event) =>
      event.type === 'run' && event.run.id === run.id ? [event.run.state] : [],
    );
    expect([states[0], states.at(-1)]).toEqual(['queued', 'done']);
    expect(client.problems).toEqual([]);
  });

  it('sent previews of the node that was working', () => {
    const headers = client.previews.map(({ header: { node, document, max } }) => ({ node, document, max }));
    expect(headers.length).toBeGreaterThan(0);
    expect(new Set(headers.map((header) => JSON.stringify(header)))).toEqual(
      new Set([JSON.stringify({ node: 'slow', document: 'doc', max: 6 })]),
    );
  });

  it('is reused by the next run of its workflow, which saves under its own number', async () => {
    const again = await server.until((await server.run(workflow)).id);
    expect(again.nodes).toMatchObject({ saveA: { origin: 'memory' }, show: { origin: 'memory' } });
    expect(again.files.map(({ name }) => name)).toContain('狐狸_.._x-00002.png');
  });
});

describe('a run', () => {
  it('that fails names the node and the reason', async () => {
    const run = await server.until((await server.run(chainOf({ type: 'test/fail' }))).id);
    expect(run).toMatchObject({
      state: 'failed',
      failures: [{ node: 'through', message: 'The prompt is out of luck.', code: 'unlucky' }],
      nodes: { through: { state: 'failed', field: 'prompt' }, save: { state: 'skipped' } },
    });
    expect(run.files.map(({ node, folder }) => `${folder} ${node}`)).toEqual(['preview picture']);
  });

  it('that cannot start is refused with all its issues', async () => {
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

  it('with targets computes only what they need', async () => {
    const run = await server.until(
      (await server.run(chainOf({ type: 'test/slow', inputs: { pause: 0 } }, 9), { targets: ['picture'] })).id,
    );
    expect([Object.keys(run.nodes), run.targets]).toEqual([['picture'], ['picture']]);
  });

  it('makes pictures of nodes again when their files were removed', async () => {
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

describe('the template of names in the settings', () => {
  it('names the files of the next run, in a folder from which they come', async () => {
    const nameIs = (fileNames: string | null) => server.ask('PUT', '/api/server/settings', { fileNames });
    await nameIs('{node}/{prefix} of {run:03}');
    const { id, number } = await server.run(chainOf({ type: 'test/slow', inputs: { pause: 0 } }, 5));
    const [file] = filesIn(await server.until(id), 'output');
    await nameIs(null);
    expect(file?.name).toBe(`save/inkloom of ${String(number).padStart(3, '0')}.png`);
    expect((await fetch(server.url + file?.url)).status).toBe(200);
    expect(readdirSync(join(server.data, 'output', 'save'))).toHaveLength(1);
  });
});
