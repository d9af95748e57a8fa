/**
 * kill -9 of the server at random points of starting, running, saving and migrating: every run that was accepted ends
 * with its picture, every edit and file that was acknowledged is there, and no output shows a stack trace.
 */
import { copyFile, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { openSqlite } from '../../engine/cache/disk/sqlite.ts';
import { openDatabase } from '../../engine/jobs/sqlite/database.ts';
import { migrate } from '../../engine/jobs/sqlite/migrate.ts';
import { JOB_MIGRATIONS } from '../../engine/jobs/sqlite/migrations.ts';
import type { RunInfo, Workflow } from '../../engine/protocol/index.ts';
import { DOCUMENT_MIGRATIONS } from '../../engine/server/documents/migrations.ts';
import { DocumentStore } from '../../engine/server/documents/store.ts';
import { PROGRAM } from '../support/compiled.ts';
import { Asking } from '../server/runs/runs-support.ts';
import { Launched } from './kill/launched.ts';
import { randomOf } from './random.ts';
import { chain, large, nano, PACK } from './kill/workflows.ts';
import { Writer } from './kill/writer.ts';

/** Kills of each kind, 13 in all. */
const POINTS = { work: 8, start: 2, migrate: 4 } as const;
const PATIENCE = 300_000;

const random = randomOf(18);
const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'inkloom-kill-'));
  folders.push(folder);
  return folder;
}

const launch = (data: string): Launched =>
  new Launched(PROGRAM, ['start', '--port', '0', '--data', data, '--nodes', PACK], data);

interface Server extends Asking {
  readonly process: Launched;
}

async function start(data: string): Promise<Server> {
  const process = launch(data);
  const address = (): string | undefined => /Inkloom is at (http:\/\/\S+?)\/\s/.exec(process.printed)?.[1];
  if (!(await process.until(() => address() !== undefined))) throw new Error(`No server: ${process.printed}`);
  return Object.assign(new Asking(address() ?? '', data), { process });
}

async function kill({ process }: { readonly process: Launched }, milliseconds: number): Promise<void> {
  const isKilled = await process.killAfter(milliseconds);
  if (!isKilled) throw new Error(`It ended before it was killed: ${process.printed}`);
  expect(process.stack).toBeUndefined();
}

/** The work of all lives, in order. */
async function work(): Promise<readonly Workflow[]> {
  const models = [await nano(1), await nano(2)];
  return Array.from({ length: POINTS.work * 2 }, (_, index) => {
    const model = index % POINTS.work === 4 ? models.pop() : undefined;
    return model ?? (index % 2 === 0 ? large(index * 10, 2) : chain(index));
  });
}

/** Files of a folder by name, without temporary ones. */
async function filesOf(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.')).toSorted();
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name))] as const)));
}

describe('kill -9 of the server', { timeout: PATIENCE }, () => {
  it(`at ${POINTS.work} points of running and saving, and ${POINTS.start} of starting`, async () => {
    const data = await newFolder();
    const [queued, accepted] = [[...(await work())], [] as RunInfo[]];
    const writer = new Writer();
    const [begun, total] = [performance.now(), queued.length];
    let server = await start(data);
    const startTime = performance.now() - begun;
    for (let life = 0; life < POINTS.work; life += 1) {
      await writer.begin(server);
      for (const workflow of queued.splice(0, 2)) accepted.push(await server.run(workflow));
      // Runs are carried out in order. Each life ends a run, so none is given up after three deaths.
      const oldest = accepted[life];
      if (oldest) await server.until(oldest.id);
      await kill(server, random() * 300);
      await writer.end();
      // A server that is killed while it starts, before the next life.
      if (life % 4 === 3) await kill({ process: launch(data) }, random() * startTime * 0.9);
      server = await start(data);
    }
    expect(accepted.length).toBe(total);
    await writer.begin(server);
    await writer.end();
    expect(writer.problems).toEqual([]);
    expect(writer.acknowledged).toBeGreaterThan(POINTS.work * 2);
    const ended = await Promise.all(accepted.map(({ id }) => server.until(id)));
    expect(ended.map(({ state }) => state)).toEqual(accepted.map(() => 'done'));
    expect((await server.list()).length).toBe(total);
    await kill(server, 0);

    // The same work where nobody is killed.
    const calm = await start(await newFolder());
    const runs = [];
    for (const workflow of await work()) runs.push(await calm.run(workflow));
    for (const { id } of runs) await calm.until(id);
    await kill(calm, 0);
    const [files, expected] = await Promise.all([data, calm.data].map((folder) => filesOf(join(folder, 'output'))));
    expect([...(files?.keys() ?? [])]).toEqual([...(expected?.keys() ?? [])]);
    expect(
      [...(files ?? [])].filter(([name, bytes]) => !expected?.get(name)?.equals(bytes)).map(([name]) => name),
    ).toEqual([]);
  });

  it(`at ${POINTS.migrate} points of bringing an old database up to date`, async () => {
    const old = join(await newFolder(), 'inkloom.sqlite');
    const documents = writeOldDatabase(old);
    for (let point = 0; point < POINTS.migrate; point += 1) {
      const data = await newFolder();
      const file = join(data, 'inkloom.sqlite');
      await copyFile(old, file);
      const process = launch(data);
      await written(`${file}-wal`, process);
      await kill({ process }, random() * 12);
      const database = openDatabase(file);
      const found = new DocumentStore(database).load();
      expect(found.map(({ id, revision, workflow }) => [id, revision, workflow.name])).toEqual(documents);
      const steps = database.prepare<{ name: string }>('SELECT name FROM migration ORDER BY name').all();
      const names = [...JOB_MIGRATIONS, ...DOCUMENT_MIGRATIONS].map(({ name }) => name);
      // Later tables are made last; the server may have been killed before.
      const made = steps.map(({ name }) => name).filter((name) => names.includes(name));
      expect(made).toEqual(names.toSorted());
      database.close();
      if (point > 0) continue;
      const server = await start(data);
      expect(((await server.ask('GET', '/api/documents')).body as readonly unknown[]).length).toBe(documents.length);
      await kill(server, 0);
    }
  });
});

/** Waits until a file has bytes. */
async function written(file: string, process: Launched): Promise<void> {
  const size = (): Promise<number> =>
    stat(file).then(
      (found) => found.size,
      () => 0,
    );
  while ((await size()) === 0 && !process.isOver) await sleep(1);
}

/**
 * A database as an earlier version left it: documents with edits, and no column `used`.
 * @returns id, revision and name of each document.
 */
function writeOldDatabase(file: string): (readonly [string, number, string])[] {
  const database = openSqlite(file);
  migrate(database, DOCUMENT_MIGRATIONS.slice(0, 1));
  const put = database.prepare('INSERT INTO document (id, revision, workflow, modified) VALUES (?, 0, ?, 0)');
  const edit = database.prepare('INSERT INTO document_edit VALUES (?, ?, ?, ?, 0)');
  const documents = Array.from({ length: 40 }, (_, index) => {
    const [id, revision] = [`document-${index}`, 1 + (index % 5)];
    const name = (made: number): string => `Document ${index}, edit ${made}`;
    put.run(id, JSON.stringify({ ...chain(index), name: name(0) }));
    for (let made = 1; made <= revision; made += 1)
      edit.run(id, made, `edit-${made}`, JSON.stringify([{ path: ['name'], value: name(made) }]));
    return [id, revision, name(revision)] as const;
  });
  database.close();
  return documents;
}
