/** What the editor asks for over HTTP: catalogue, workflows, documents, sharing, tokens, cache. */
import { mkdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type {
  Catalogue,
  DocumentInfo,
  LiveEvent,
  OpenDocument,
  RunDetail,
  RunInfo,
  SavedWorkflow,
  ServerMessage,
  Template,
  Workflow,
} from '../../engine/protocol/index.ts';
import { loadWorkflow, parseWorkflow } from '../../engine/workflow/load.ts';
import { readProvenance } from '../../engine/workflow/picture/provenance.ts';
import { standardNodes } from '../../nodes/index.ts';
import { WebSocket } from 'ws';
import { repoPath } from '../inference/support/goldens.ts';
import { form, sharedServer, smallWorkflow, temporaryFolder, testServer, type TestServer } from './http-support.ts';

const digest = expect.stringMatching(/^[0-9a-f]{64}$/) as string;

/** What the server tells from now on. */
async function listen(server: TestServer): Promise<LiveEvent[]> {
  const events: LiveEvent[] = [];
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/live`);
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('message', (data, binary) => {
      if (binary) return;
      const message = JSON.parse((data as Buffer).toString()) as ServerMessage;
      if (message.type === 'welcome') resolve();
      else if ('time' in message) events.push(message);
    });
  });
  return events;
}

describe('catalogue', () => {
  const shared = sharedServer({ models: [repoPath('models')] });

  it('holds every node type as data', async () => {
    const { nodes } = await shared().json<Catalogue>('GET', '/api/catalogue');
    expect(nodes.map(({ type }) => type)).toEqual(standardNodes.map(({ type }) => type).toSorted());
    expect(nodes.find(({ type }) => type === 'save-image')).toMatchObject({
      terminal: true,
      title: 'Save image',
      inputs: {
        image: { kind: 'socket', socket: { name: 'image' } },
        format: { kind: 'choice', options: ['png', 'jpeg', 'webp'] },
      },
      outputs: { file: { socket: { name: 'file' } } },
    });
    expect(nodes.every(({ terminal }) => typeof terminal === 'boolean')).toBe(true);
  });

  it('need not be sent twice', async () => {
    const first = await shared().send('GET', '/api/catalogue');
    const again = await shared().send('GET', '/api/catalogue', { 'if-none-match': String(first.headers['etag']) });
    expect([again.status, again.body.length]).toEqual([304, 0]);
  });

  it('models are those of the folders', async () => {
    expect(await shared().json('GET', '/api/models')).toEqual({
      checkpoints: expect.arrayContaining(['nano', 'tiny-random']) as string[],
      controlNets: [],
    });
  });

  it('templates are the workflows that ship, each with a picture', async () => {
    const templates = await shared().json<readonly Template[]>('GET', '/api/templates');
    expect(templates.length).toBeGreaterThan(10);
    expect(templates[0]?.name).toBe('text-to-image');
    for (const { name, title, picture, workflow } of templates) {
      expect(workflow).toEqual(await loadWorkflow(repoPath(`workflows/${name}.json`)));
      expect(title).toBe(workflow.name);
      const { status, headers } = await shared().send('GET', picture);
      expect([name, status, headers['content-type']]).toEqual([name, 200, expect.stringMatching(/^image\//)]);
    }
    expect((await shared().failure('GET', '/api/templates/nothing/picture')).status).toBe(404);
    expect((await shared().failure('GET', '/api/templates/..%2Fpackage/picture')).status).toBe(404);
  });

  it('tokens of a prompt are those the window counts', async () => {
    const count = (text: string): Promise<{ tokens: number; window: number }> =>
      shared().json('POST', '/api/tokens', { checkpoint: 'tiny-random', text });
    const [empty, words, more] = await Promise.all([
      count(''),
      count('a red star'),
      count('a red star, a blue square'),
    ]);
    expect(empty.tokens).toBe(0);
    expect(words.tokens).toBeGreaterThan(0);
    expect(more.tokens).toBeGreaterThan(words.tokens);
    expect(words.window - words.tokens).toBe(empty.window);
    expect(
      await shared().failure('POST', '/api/tokens', { checkpoint: '../models/tiny-random', text: '' }),
    ).toMatchObject({ status: 404, code: 'model-missing' });
    expect(await shared().failure('POST', '/api/tokens', { checkpoint: 'tiny-random' })).toMatchObject({
      status: 400,
      message: expect.stringContaining('"text"') as string,
    });
  });

  it('the description names every address the editor uses', async () => {
    const { openapi, paths, components } = await shared().json<{
      openapi: string;
      paths: Record<string, Record<string, unknown>>;
      components: { schemas: Record<string, unknown> };
    }>('GET', '/api/openapi.json');
    expect(openapi).toBe('3.1.0');
    const source = await readFile(repoPath('editor/client/api.ts'), 'utf8');
    const used = [...source.matchAll(/(?:json<[^(]*|send)\('([A-Z]+)', [`'](\/api\/[^`'?]*)/g)].map(
      ([, method = '', path = '']) => `${method.toLowerCase()} ${path.replaceAll(/\$\{at\((\w+)\)\}/g, '{$1}')}`,
    );
    expect(used.length).toBeGreaterThan(25);
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(described).toEqual(expect.arrayContaining([...new Set(used)]));
    expect(paths['/api/inputs']?.['post']).toMatchObject({
      requestBody: { content: { 'multipart/form-data': { schema: { properties: { image: { format: 'binary' } } } } } },
    });
    const text = JSON.stringify(paths) + JSON.stringify(components);
    for (const [, name = ''] of text.matchAll(/#\/components\/schemas\/(\w+)/g))
      expect(components.schemas).toHaveProperty(name);
  });
});

describe('saved workflows', () => {
  it('are saved through documents, listed, read and deleted', async () => {
    const server = await testServer();
    const events = await listen(server);
    const document = await server.json<OpenDocument>('POST', '/api/documents', {
      workflow: smallWorkflow('My workflow'),
    });
    expect(document).toMatchObject({
      revision: 0,
      unsaved: true,
      name: 'My workflow',
      workflow: smallWorkflow('My workflow'),
    });
    const info = await server.json<DocumentInfo>('POST', `/api/documents/${document.id}/save`, { name: 'Über mich 1' });
    expect(info).toMatchObject({ file: 'Über mich 1', base: digest, unsaved: false });
    expect(await server.json<SavedWorkflow[]>('GET', '/api/workflows')).toEqual([
      { name: 'Über mich 1', digest: info.base, title: 'My workflow', modified: expect.any(Number) as number },
    ]);
    const address = `/api/workflows/${encodeURIComponent('Über mich 1')}`;
    expect(await server.json('GET', address)).toEqual({ workflow: smallWorkflow('My workflow'), digest: info.base });
    const text = await readFile(join(server.data, 'workflows', 'Über mich 1.json'), 'utf8');
    expect(text).toContain('\n  "nodes": {\n');
    expect(await server.json('GET', '/api/documents')).toEqual([info]);
    expect((await server.json<OpenDocument>('POST', '/api/documents', { file: 'Über mich 1' })).id).toBe(document.id);
    expect((await server.send('DELETE', address)).status).toBe(204);
    expect((await server.failure('DELETE', address)).status).toBe(404);
    expect(await server.json('GET', `/api/documents/${document.id}`)).toMatchObject({ unsaved: true });
    expect((await server.send('DELETE', `/api/documents/${document.id}`)).status).toBe(204);
    expect((await server.failure('GET', `/api/documents/${document.id}`)).status).toBe(404);
    await expect
      .poll(() => events.map((event) => (event.type === 'changed' ? event.what : event.type)))
      .toEqual(
        [
          'server-started',
          'document-opened',
          'document-saved',
          'workflows',
          'document-saved',
          'workflows',
          'document-closed',
        ].slice(events[0]?.type === 'server-started' ? 0 : 1),
      );
  });

  it('can be saved from a program, with detection of conflicts', async () => {
    const server = await testServer();
    const put = (workflow: Workflow, headers = {}) =>
      server.send(
        'PUT',
        '/api/workflows/mine',
        { 'content-type': 'application/json', ...headers },
        JSON.stringify({ workflow }),
      );
    const first = await put(smallWorkflow('One'));
    const { digest: one } = JSON.parse(first.body.toString()) as { digest: string };
    expect((await put(smallWorkflow('Two'))).body.toString()).toContain('exists');
    expect((await put(smallWorkflow('Two'), { 'if-match': 'nonsense' })).status).toBe(400);
    expect((await put(smallWorkflow('Two'), { 'if-match': `"${one}"` })).status).toBe(200);
    expect((await put(smallWorkflow('Three'), { 'if-match': `"${one}"` })).body.toString()).toContain('conflict');
    expect((await server.send('DELETE', '/api/workflows/mine', { 'if-match': one })).status).toBe(409);
    expect(await server.json('GET', '/api/workflows/mine')).toMatchObject({ workflow: { name: 'Two' } });
  });

  it('of earlier versions are brought up to date; what is none is listed and says why it cannot be read', async () => {
    const data = await temporaryFolder();
    await mkdir(join(data, 'workflows'));
    await writeFile(
      join(data, 'workflows', 'old.json'),
      JSON.stringify({
        format: 'inkloom-workflow',
        version: 1,
        name: 'Old',
        nodes: { a: { type: 'int' } },
        view: { a: { x: 1, y: 2 } },
      }),
    );
    await writeFile(join(data, 'workflows', 'broken.json'), '{ "format": ');
    await writeFile(join(data, 'workflows', 'notes.txt'), 'not a workflow');
    const server = await testServer({ data });
    expect(
      (await server.json<SavedWorkflow[]>('GET', '/api/workflows')).map(({ name, title }) => [name, title]),
    ).toEqual([
      ['broken', 'broken'],
      ['old', 'Old'],
    ]);
    expect(await server.json('GET', '/api/workflows/old')).toMatchObject({
      workflow: { version: 3, view: { nodes: { a: { x: 1, y: 2 } } } },
    });
    expect(await server.failure('GET', '/api/workflows/broken')).toMatchObject({
      status: 422,
      code: 'unreadable-workflow',
      message: expect.stringContaining('broken.json: not JSON') as string,
    });
    expect(await server.failure('POST', '/api/documents', { file: 'broken' })).toMatchObject({ status: 422 });
    // Changed by hand, with the same size.
    await writeFile(
      join(data, 'workflows', 'old.json'),
      (await readFile(join(data, 'workflows', 'old.json'), 'utf8')).replace('Old', 'New'),
    );
    await utimes(join(data, 'workflows', 'old.json'), new Date(), new Date(1e12));
    expect((await server.json<SavedWorkflow[]>('GET', '/api/workflows'))[1]?.title).toBe('New');
  });

  it.each([
    [{ workflow: { ...smallWorkflow(), nodes: { 'a b': { type: 'int' } } } }, 422, 'nodes'],
    [{ workflow: { ...smallWorkflow(), version: 99 } }, 422, 'later version'],
    [{ workflow: { format: 'something else' } }, 422, 'format'],
    [{}, 400, 'expected { "file"'],
    [{ file: 3 }, 400, 'expected { "file"'],
    [{ file: 'a', workflow: smallWorkflow() }, 400, 'expected { "file"'],
  ])('a document cannot be made of %j', async (body, status, message) => {
    expect(await (await testServer()).failure('POST', '/api/documents', body)).toMatchObject({
      status,
      message: expect.stringContaining(message) as string,
    });
  });
});

describe('sharing', () => {
  const shared = sharedServer();
  const read = async (
    name: string,
    content: Uint8Array,
  ): Promise<{ status: number; body: { workflow?: Workflow; error?: { message: string } } }> => {
    const { headers, body } = form('file', name, content);
    const answer = await shared().send('POST', '/api/read', headers, body);
    return { status: answer.status, body: JSON.parse(answer.body.toString()) as { workflow?: Workflow } };
  };
  const share = async (workflow: Workflow, picture?: object): Promise<Buffer> => {
    const answer = await shared().send(
      'POST',
      '/api/share',
      { 'content-type': 'application/json' },
      JSON.stringify({ workflow, ...(picture ? { picture } : {}) }),
    );
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'image/png']);
    return answer.body;
  };

  it.each([
    ['[1]', 'other.json: not an Inkloom workflow'],
    ['{"nodes": [], "links": []}', 'other.json: ComfyUI workflows cannot be read yet'],
  ])('refuses %s with 422 and a sentence', async (text, message) => {
    const refused = { status: 422, body: { error: { code: 'unreadable-workflow', message } } };
    expect(await read('other.json', Buffer.from(text))).toMatchObject(refused);
  });

  it('a drawing carries the workflow it shows', async () => {
    const workflow = await loadWorkflow(repoPath('workflows/text-to-image.json'));
    const png = await share(workflow);
    const { format, width, height } = await sharp(png).metadata();
    expect(format).toBe('png');
    expect(width).toBeGreaterThan(height);
    expect(Math.max(width, height)).toBeLessThanOrEqual(4096);
    expect(await read('shared.png', png)).toEqual({ status: 200, body: { workflow } });
    expect(readProvenance(png, 'shared.png')).toMatchObject({ workflow });
    expect(readProvenance(png, 'shared.png').output).toBeUndefined();
  });

  it('a large graph is drawn within bounds, an empty one too', async () => {
    const nodes = Object.fromEntries(
      Array.from({ length: 400 }, (_, n) => [`n${n}`, { type: 'int', inputs: { value: n } }]),
    );
    const view = { nodes: Object.fromEntries(Object.keys(nodes).map((id, n) => [id, { x: n * 500, y: 0 }])) };
    for (const workflow of [
      { ...smallWorkflow(), nodes, view },
      { ...smallWorkflow(), nodes: {}, view: {} },
    ]) {
      const png = await share(workflow);
      const { width, height } = await sharp(png).metadata();
      expect(Math.max(width, height)).toBeLessThanOrEqual(4096);
      expect((await read('shared.png', png)).body.workflow).toEqual(workflow);
    }
  });

  it('the picture of a run carries the given workflow in place of its own', async () => {
    const workflow = smallWorkflow('Ran');
    const { id } = await shared().json<RunInfo>('POST', '/api/runs', { workflow });
    const run = await expect
      .poll(() => shared().json<RunDetail>('GET', `/api/runs/${id}`), { timeout: 20_000 })
      .toMatchObject({ state: 'done' })
      .then(() => shared().json<RunDetail>('GET', `/api/runs/${id}`));
    const { folder, name, url } = run.files[0] ?? { folder: 'output', name: '', url: '' };
    const original = (await shared().send('GET', url)).body;
    expect(readProvenance(original, name)).toMatchObject({ workflow, output: 'save' });
    // Of the same workflow it is the same file.
    expect(await share(workflow, { folder, name })).toEqual(original);
    const changed = { ...workflow, name: 'Changed', description: 'ünïcode <&> "quotes"' };
    const png = await share(changed, { folder, name });
    expect(readProvenance(png, name)).toMatchObject({ workflow: changed, output: 'save', values: {}, models: {} });
    expect(await sharp(png).raw().toBuffer()).toEqual(await sharp(original).raw().toBuffer());
    expect((await read('a.png', png)).body.workflow).toEqual(changed);
    const {
      nodes: { load },
    } = workflow;
    const without = { ...workflow, nodes: { load: load ?? { type: 'load-image' } } };
    expect(readProvenance(await share(without, { folder, name }), name).output).toBeUndefined();
    expect(
      (await shared().failure('POST', '/api/share', { workflow, picture: { folder, name: 'nothing.png' } })).status,
    ).toBe(404);
  });

  it('reads JSON and pictures, and says what is wrong with the rest', async () => {
    const text = await readFile(repoPath('workflows/edit.json'));
    expect(await read('edit.json', text)).toEqual({
      status: 200,
      body: { workflow: parseWorkflow(text.toString(), '') },
    });
    expect((await read('bom.json', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), text]))).status).toBe(200);
    const cases: readonly [string, Uint8Array, RegExp][] = [
      [
        'plain.png',
        await readFile(repoPath('workflows/example.png')),
        /plain\.png: the picture holds no Inkloom workflow/,
      ],
      ['notes.txt', Buffer.from('hello'), /notes\.txt: not JSON/],
      ['list.json', Buffer.from('[]'), /list\.json/],
      ['other.json', Buffer.from('{"nodes": {}}'), /format/],
      ['empty', Buffer.alloc(0), /empty: not JSON/],
    ];
    for (const [name, content, message] of cases) {
      const { status, body } = await read(name, content);
      expect([name, status, body.error?.message]).toEqual([name, 422, expect.stringMatching(message)]);
    }
    expect(await shared().failure('POST', '/api/read', {})).toMatchObject({ status: 415 });
    expect(
      (await shared().send('POST', '/api/read', { 'content-type': 'multipart/form-data; boundary=x' }, '--x--\r\n'))
        .status,
    ).toBe(400);
  });

  it('formats a workflow as it would be saved', async () => {
    const answer = await shared().send(
      'POST',
      '/api/format',
      { 'content-type': 'application/json' },
      JSON.stringify({ workflow: JSON.parse(await readFile(repoPath('workflows/edit.json'), 'utf8')) as unknown }),
    );
    expect(answer.body.toString()).toBe(await readFile(repoPath('workflows/edit.json'), 'utf8'));
  });
});

describe('cache', () => {
  it.each([
    ['on disk', false],
    ['in memory', true],
  ])('%s is counted and cleared', async (_where, noCache) => {
    const server = await testServer({ noCache, cache: await temporaryFolder(), cacheSize: '1GiB' });
    const run = async (): Promise<RunDetail> => {
      const { id } = await server.json<RunInfo>('POST', '/api/runs', { workflow: smallWorkflow() });
      await expect
        .poll(async () => (await server.json<RunDetail>('GET', `/api/runs/${id}`)).state, { timeout: 20_000 })
        .toBe('done');
      return server.json<RunDetail>('GET', `/api/runs/${id}`);
    };
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
