/** Saved workflows over HTTP: saving, listing, reading, deleting, conflicts. */
import { mkdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type {
  DocumentInfo,
  LiveEvent,
  OpenDocument,
  SavedWorkflow,
  ServerMessage,
  Workflow,
} from '../../../engine/protocol/index.ts';
import { smallWorkflow, temporaryFolder, testServer, type TestServer } from './http-support.ts';

const digest = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
const NAME = 'Über mich 1';
const ADDRESS = `/api/workflows/${encodeURIComponent(NAME)}`;
const JSON_BODY = { 'content-type': 'application/json' };

/** Writes a file into the folder of saved workflows. */
async function put(data: string, name: string, content: object | string): Promise<void> {
  const folder = join(data, 'workflows');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
}

const titles = async (server: TestServer): Promise<string[][]> =>
  (await server.json<SavedWorkflow[]>('GET', '/api/workflows')).map(({ name, title }) => [name, title]);

/** The events the server publishes from now on. */
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

describe('saved workflows', () => {
  it('are saved through documents, listed, read, and opened once', async () => {
    const server = await testServer();
    const workflow = smallWorkflow('My workflow');
    const document = await server.json<OpenDocument>('POST', '/api/documents', { workflow });
    expect(document).toMatchObject({ revision: 0, unsaved: true, name: 'My workflow', workflow });
    const info = await server.json<DocumentInfo>('POST', `/api/documents/${document.id}/save`, { name: NAME });
    expect(info).toMatchObject({ file: NAME, base: digest, unsaved: false });
    expect(await server.json<SavedWorkflow[]>('GET', '/api/workflows')).toEqual([
      { name: NAME, digest: info.base, title: 'My workflow', modified: expect.any(Number) as number },
    ]);
    expect(await server.json('GET', ADDRESS)).toEqual({ workflow, digest: info.base });
    expect(await readFile(join(server.data, 'workflows', `${NAME}.json`), 'utf8')).toContain('\n  "nodes": {\n');
    expect(await server.json('GET', '/api/documents')).toEqual([info]);
    expect((await server.json<OpenDocument>('POST', '/api/documents', { file: NAME })).id).toBe(document.id);
  });

  it('are deleted, and their documents are unsaved until they are closed', async () => {
    const server = await testServer();
    const { id } = await server.json<OpenDocument>('POST', '/api/documents', { workflow: smallWorkflow() });
    await server.json('POST', `/api/documents/${id}/save`, { name: NAME });
    expect((await server.send('DELETE', ADDRESS)).status).toBe(204);
    expect((await server.failure('DELETE', ADDRESS)).status).toBe(404);
    expect(await server.json('GET', `/api/documents/${id}`)).toMatchObject({ unsaved: true });
    expect((await server.send('DELETE', `/api/documents/${id}`)).status).toBe(204);
    expect((await server.failure('GET', `/api/documents/${id}`)).status).toBe(404);
  });

  it('publish an event for every change', async () => {
    const server = await testServer();
    const events = await listen(server);
    const { id } = await server.json<OpenDocument>('POST', '/api/documents', { workflow: smallWorkflow() });
    await server.json('POST', `/api/documents/${id}/save`, { name: NAME });
    await server.send('DELETE', ADDRESS);
    await server.send('DELETE', `/api/documents/${id}`);
    const told = (): string[] =>
      events
        .filter(({ type }) => type !== 'server-started')
        .map((event) => (event.type === 'changed' ? event.what : event.type));
    await expect
      .poll(told)
      .toEqual(['document-opened', 'document-saved', 'workflows', 'document-saved', 'workflows', 'document-closed']);
  });

  it('can be saved by a program, which must know the file it replaces', async () => {
    const server = await testServer();
    const save = (workflow: Workflow, headers = {}) =>
      server.send('PUT', '/api/workflows/mine', { ...JSON_BODY, ...headers }, JSON.stringify({ workflow }));
    const first = await save(smallWorkflow('One'));
    const { digest: one } = JSON.parse(first.body.toString()) as { digest: string };
    expect((await save(smallWorkflow('Two'))).body.toString()).toContain('exists');
    expect((await save(smallWorkflow('Two'), { 'if-match': 'nonsense' })).status).toBe(400);
    expect((await save(smallWorkflow('Two'), { 'if-match': `"${one}"` })).status).toBe(200);
    expect((await save(smallWorkflow('Three'), { 'if-match': `"${one}"` })).body.toString()).toContain('conflict');
    expect((await server.send('DELETE', '/api/workflows/mine', { 'if-match': one })).status).toBe(409);
    expect(await server.json('GET', '/api/workflows/mine')).toMatchObject({ workflow: { name: 'Two' } });
  });

  it('of earlier versions are brought up to date', async () => {
    const data = await temporaryFolder();
    const view = { a: { x: 1, y: 2 } };
    await put(data, 'old.json', {
      format: 'inkloom-workflow',
      version: 1,
      name: 'Old',
      nodes: { a: { type: 'int' } },
      view,
    });
    const server = await testServer({ data });
    expect(await titles(server)).toEqual([['old', 'Old']]);
    expect(await server.json('GET', '/api/workflows/old')).toMatchObject({
      workflow: { version: 3, view: { nodes: view } },
    });
  });

  it('that cannot be read are listed under their name, and say why', async () => {
    const data = await temporaryFolder();
    await put(data, 'broken.json', '{ "format": ');
    await put(data, 'notes.txt', 'not a workflow');
    const server = await testServer({ data });
    expect(await titles(server)).toEqual([['broken', 'broken']]);
    expect(await server.failure('GET', '/api/workflows/broken')).toMatchObject({
      status: 422,
      code: 'unreadable-workflow',
      message: expect.stringContaining('broken.json: not JSON') as string,
    });
    expect(await server.failure('POST', '/api/documents', { file: 'broken' })).toMatchObject({ status: 422 });
  });

  it('changed by hand are listed anew, even when the size is the same', async () => {
    const data = await temporaryFolder();
    await put(data, 'mine.json', smallWorkflow('Old'));
    const server = await testServer({ data });
    expect(await titles(server)).toEqual([['mine', 'Old']]);
    await put(data, 'mine.json', smallWorkflow('New'));
    await utimes(join(data, 'workflows', 'mine.json'), new Date(), new Date(1e12));
    expect(await titles(server)).toEqual([['mine', 'New']]);
  });

  it.each([
    [{ workflow: { ...smallWorkflow(), nodes: { 'a b': { type: 'int' } } } }, 422, 'nodes'],
    [{ workflow: { ...smallWorkflow(), version: 99 } }, 422, 'later version'],
    [{ workflow: { format: 'something else' } }, 422, 'format'],
    [{}, 400, 'expected { "file"'],
    [{ file: 3 }, 400, 'expected { "file"'],
    [{ file: 'a', workflow: smallWorkflow() }, 400, 'expected { "file"'],
  ])('%j does not open a document', async (body, status, message) => {
    expect(await (await testServer()).failure('POST', '/api/documents', body)).toMatchObject({
      status,
      message: expect.stringContaining(message) as string,
    });
  });
});

describe('nodes of one’s own', () => {
  it('are kept, replaced, listed with their definitions, and deleted', async () => {
    const server = await testServer();
    const events = await listen(server);
    const node: Workflow = {
      format: 'inkloom-workflow',
      version: 3,
      name: 'Twice',
      nodes: { node: { type: 'subgraph/twice' } },
      subgraphs: { twice: { title: 'Twice', nodes: { a: { type: 'x' } }, view: { nodes: { a: { x: 1, y: 2 } } } } },
    };
    expect(await server.json('GET', '/api/own-nodes')).toEqual([]);
    await server.json('PUT', '/api/own-nodes/twice', { workflow: smallWorkflow('Old') });
    await server.json('PUT', '/api/own-nodes/twice', { workflow: node });
    await writeFile(join(server.data, 'nodes', 'broken.json'), '{');
    expect(await server.json('GET', '/api/own-nodes')).toEqual([{ name: 'twice', workflow: node }]);
    expect(await server.json('GET', '/api/workflows')).toEqual([]);
    expect((await server.send('DELETE', '/api/own-nodes/twice')).status).toBe(204);
    expect(await server.json('GET', '/api/own-nodes')).toEqual([]);
    expect(events.filter((event) => event.type === 'changed' && event.what === 'own-nodes')).toHaveLength(3);
  });
});
