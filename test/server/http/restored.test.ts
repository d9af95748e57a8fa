/** A server whose database was damaged: what is restored, from when, what is kept, and who is told. */
import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { openSqlite } from '../../../engine/cache/disk/sqlite.ts';
import { LIVE_PATH, type RunDetail, type RunInfo, type ServerMessage } from '../../../engine/protocol/index.ts';
import { runOf, smallWorkflow, temporaryFolder, type TestServer, testServer } from './http-support.ts';
import { repoPath } from '../../inference/support/goldens.ts';

const PICTURE = await readFile(repoPath('test/fixtures/images/a.png'));

let data = '';
let file = '';

beforeEach(async () => {
  data = await temporaryFolder();
  file = join(data, 'inkloom.sqlite');
});

/** Makes one run and one document, and stops the server. */
async function fill(): Promise<RunDetail> {
  const server = await testServer({ data });
  await writeFile(join(data, 'input', 'example.png'), PICTURE);
  const run = await runOf(server, smallWorkflow('First'));
  await server.json('POST', '/api/documents', { workflow: smallWorkflow('Open') });
  await server.close();
  return run;
}

async function namesOf(server: TestServer): Promise<{ runs: string[]; documents: string[] }> {
  const [runs, documents] = await Promise.all([
    server.json<RunInfo[]>('GET', '/api/runs'),
    server.json<{ name: string }[]>('GET', '/api/documents'),
  ]);
  return { runs: runs.map(({ name }) => name), documents: documents.map(({ name }) => name) };
}

function welcomeOf({ port }: TestServer): Promise<Extract<ServerMessage, { type: 'welcome' }>> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${LIVE_PATH}`);
    socket.once('error', reject);
    socket.once('message', (text: Buffer) => {
      socket.close();
      resolve(JSON.parse(text.toString()) as Extract<ServerMessage, { type: 'welcome' }>);
    });
  });
}

/** Changes one character of a text in the file, wherever it is. */
async function misspell(path: string, text: string): Promise<void> {
  const bytes = await readFile(path);
  const at = bytes.indexOf(text);
  expect(at).toBeGreaterThan(0);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await writeFile(path, bytes);
}

const both = { runs: ['First'], documents: ['Open'] };

describe('a server whose database', () => {
  it.each([
    ['was deleted', () => rm(file)],
    ['is empty', () => truncate(file)],
    ['was cut short', async () => truncate(file, Math.floor((await readFile(file)).length / 2))],
    ['is something else', () => writeFile(file, 'no database at all '.repeat(1000))],
  ])('%s restores it from its backup, keeps the damaged file, and tells operator and editor', async (_what, damage) => {
    await fill();
    await damage();
    const server = await testServer({ data });
    expect(await namesOf(server)).toEqual(both);
    expect(server.said).toHaveLength(1);
    expect(server.said[0]).toMatch(/^The server's database was damaged \(.*\) and has been restored\./);
    expect(server.said[0]).toMatch(/From the backup of \d{4}-\d\d-\d\d \d\d:\d\d: .*1 document/);
    expect((await welcomeOf(server)).restored?.message).toBe(server.said[0]);
    const kept = (await readdir(data)).filter((name) => name.includes('damaged'));
    expect(kept).toHaveLength(_what === 'was deleted' ? 0 : 1);
    for (const name of kept) expect(server.said[0]).toContain(name);
  });

  it('is sound says nothing', async () => {
    await fill();
    const server = await testServer({ data });
    expect([server.said, (await welcomeOf(server)).restored]).toEqual([[], undefined]);
  });

  it('holds one changed letter in a prompt brings the letter back from the backup', async () => {
    const { id, workflow } = await fill();
    await misspell(file, 'example.png');
    const server = await testServer({ data });
    expect(server.said).toHaveLength(1);
    expect((await server.json<RunDetail>('GET', `/api/runs/${id}`)).workflow).toEqual(workflow);
  });

  it('holds a damaged run without a backup lists it with a sentence, and keeps every other', async () => {
    const { id } = await fill();
    await rm(join(data, 'backups'), { recursive: true });
    await misspell(file, '"node":"save"');
    let server = await testServer({ data });
    expect(await namesOf(server)).toEqual(both);
    const [run] = await server.json<RunInfo[]>('GET', '/api/runs');
    expect(run?.failures).toMatchObject([{ code: 'damaged-record', message: expect.stringContaining('run 1') }]);
    expect(server.said[0]).toContain('1 run lost a part of the record.');
    await server.close();
    // It is known now, and not restored again.
    server = await testServer({ data });
    expect(server.said).toEqual([]);
    expect((await server.json<RunDetail>('GET', `/api/runs/${id}`)).state).toBe('done');
  });

  it('loses the workflow of a waiting run ends the run, and goes on with the next', async () => {
    await fill();
    const db = openSqlite(file);
    const insert = db.prepare(
      `INSERT INTO run (id, state, name, workflow, position, created) VALUES (?, 'queued', ?, ?, ?, 0)`,
    );
    insert.run('lost', 'Lost', '!{', 0);
    insert.run('next', 'Next', JSON.stringify(smallWorkflow('Next')), 1);
    db.close();
    const server = await testServer({ data });
    await expect
      .poll(async () => (await server.json<RunDetail>('GET', '/api/runs/next')).state, { timeout: 20_000 })
      .toBe('done');
    const lost = (await server.json<RunInfo[]>('GET', '/api/runs')).find(({ id }) => id === 'lost');
    expect(lost).toMatchObject({
      state: 'failed',
      failures: [{ message: expect.stringContaining('Queue it again.') }],
    });
    expect(await server.failure('GET', '/api/runs/lost')).toMatchObject({ status: 500, code: 'damaged-record' });
  });
});

describe('backups', () => {
  it('are made at a clean stop when something changed, and the last five are kept', async () => {
    await fill();
    const count = async (): Promise<number> => (await readdir(join(data, 'backups'))).length;
    expect(await count()).toBe(1);
    for (let i = 0; i < 6; i++) {
      const server = await testServer({ data });
      await server.json('POST', '/api/documents', { workflow: smallWorkflow(`More ${i}`) });
      await server.close();
    }
    expect(await count()).toBe(5);
  });
});
