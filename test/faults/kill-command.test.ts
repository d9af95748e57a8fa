/**
 * kill -9 of the command line at random points of running, saving and migrating: no picture is wrong or half-written,
 * nothing that was reported as done is lost, no run is stuck, and no output shows a stack trace.
 */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { typeCodecs } from '../../nodes/codecs.ts';
import { DiskCache } from '../../engine/cache/disk/disk-cache.ts';
import { openSqlite } from '../../engine/cache/disk/sqlite.ts';
import { PROGRAM } from '../support/compiled.ts';
import { Launched } from './kill/launched.ts';
import { randomOf } from './random.ts';
import { chain, large, nano, PACK } from './kill/workflows.ts';

/** Kills of each kind, 14 in all. */
const POINTS = { run: 5, save: 5, migrate: 3, nano: 1 } as const;
/** Kills in one folder before a run may finish in it. */
const KILLS_IN_A_ROW = 3;
const PATIENCE = 300_000;

/** Nodes whose results are cheap and tied to the machine are computed in every run. */
const NEVER_KEPT = ['checkpoint'];

const random = randomOf(13);
const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

const WORKFLOWS = { 'chain.json': chain(1), 'large.json': large(1), 'nano.json': await nano(1) };
type File = keyof typeof WORKFLOWS;

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'inkloom-kill-'));
  folders.push(folder);
  for (const [name, workflow] of Object.entries(WORKFLOWS))
    await writeFile(join(folder, name), JSON.stringify(workflow));
  return folder;
}

const launch = (folder: string, file: File): Launched =>
  new Launched(PROGRAM, ['run', file, '--json', '--nodes', PACK], folder);

interface Reference {
  readonly folder: string;
  /** The files a run saves, in order. */
  readonly pictures: readonly Buffer[];
  /** Milliseconds from the start of the process to its first event, and from there to its end. */
  readonly start: number;
  readonly run: number;
}

/** A run that nobody disturbs. */
async function undisturbed(file: File): Promise<Reference> {
  const folder = await newFolder();
  const [begun, process] = [performance.now(), launch(folder, file)];
  await process.until(() => process.printed.includes('"run-started"'));
  const started = performance.now();
  expect((await process.ended).code).toBe(0);
  const pictures = await savedBy(process, folder);
  return { folder, pictures, start: started - begun, run: performance.now() - started };
}

function savedBy(process: Launched, folder: string): Promise<Buffer[]> {
  const paths = process.events.flatMap(({ type, path }) => (type === 'file-saved' && path ? [path] : []));
  return Promise.all(paths.map((path) => readFile(join(folder, path))));
}

const doneBy = (process: Launched): string[] =>
  process.events.flatMap(({ type, node, origin }) =>
    type === 'node-done' && origin === 'executed' && node !== undefined && !NEVER_KEPT.includes(node) ? [node] : [],
  );

/** Every file with a picture's name is one of the whole pictures. */
async function checkFolder(folder: string, { pictures }: Reference): Promise<void> {
  const names = await readdir(join(folder, 'out')).catch(() => []);
  const wrong: string[] = [];
  for (const name of names.filter((each) => !each.startsWith('.'))) {
    const bytes = await readFile(join(folder, 'out', name));
    if (!pictures.some((picture) => picture.equals(bytes))) wrong.push(`${name} of ${bytes.length} bytes`);
  }
  expect(wrong).toEqual([]);
}

/** A run that nobody disturbs any more does the rest: same pictures, and nothing again that was reported as done. */
async function finish(folder: string, file: File, reference: Reference, told: readonly string[]): Promise<void> {
  const process = launch(folder, file);
  const { code } = await process.ended;
  if (code !== 0) throw new Error(`The run after the kills ended with ${code}: ${process.printed}`);
  expect(process.stack).toBeUndefined();
  expect(process.events.at(-1)).toMatchObject({ type: 'run-finished', status: 'done' });
  expect(doneBy(process).filter((node) => told.includes(node))).toEqual([]);
  const pictures = await savedBy(process, folder);
  expect(pictures.length).toBe(reference.pictures.length);
  // Those saved before a kill are found, and not written again.
  expect(reference.pictures.every((picture) => pictures.some((each) => each.equals(picture)))).toBe(true);
  const names = await readdir(join(folder, 'out'));
  expect(names.filter((name) => !name.startsWith('.'))).toHaveLength(reference.pictures.length);
  await checkFolder(folder, reference);
  const disk = DiskCache.open({ folder: join(folder, 'cache/results'), codecs: typeCodecs });
  expect((await disk?.verify())?.damaged).toBe(0);
  await disk?.close();
}

interface Killing {
  readonly file: File;
  readonly points: number;
  readonly reference: Reference;
  /** Makes the folder of the first of some kills. */
  readonly folder?: () => Promise<string>;
  /** Kills the process at a random moment. @returns whether it was still running. */
  readonly kill: (process: Launched) => Promise<boolean>;
}

/** @returns how many kills came while the process ran. */
async function killAt({ points, file, reference, kill, folder: make = newFolder }: Killing): Promise<number> {
  let [folder, told, killed, inARow] = [await make(), [] as string[], 0, 0];
  for (let lives = 0; killed < points; lives += 1) {
    // Kills that come too late show nothing; with too many of them the moments are wrong.
    expect(lives).toBeLessThan(points * 4);
    const process = launch(folder, file);
    const isKilled = await kill(process);
    expect(process.stack).toBeUndefined();
    told.push(...doneBy(process));
    // What was reported as saved is there.
    await savedBy(process, folder);
    await checkFolder(folder, reference);
    if (isKilled) [killed, inARow] = [killed + 1, inARow + 1];
    if (isKilled && inARow < KILLS_IN_A_ROW && killed < points) continue;
    await finish(folder, file, reference, told);
    [folder, told, inARow] = [await make(), [], 0];
  }
  return killed;
}

describe('kill -9 of inkloom run', { timeout: PATIENCE }, () => {
  it(`at ${POINTS.run} points of a run: the next run does the rest, to the same picture`, async () => {
    const reference = await undisturbed('chain.json');
    const killed = await killAt({
      file: 'chain.json',
      points: POINTS.run,
      reference,
      async kill(process) {
        await process.until(() => process.printed.includes('"run-started"'));
        return process.killAfter((random() * reference.run) / KILLS_IN_A_ROW);
      },
    });
    expect(killed).toBe(POINTS.run);
  });

  it(`at ${POINTS.save} points of saving five pictures: each file is whole or not there`, async () => {
    const reference = await undisturbed('large.json');
    expect(reference.pictures.length).toBe(5);
    const killed = await killAt({
      file: 'large.json',
      points: POINTS.save,
      reference,
      async kill(process) {
        const saved = Math.floor(random() * reference.pictures.length);
        const count = (): number => process.events.filter(({ type }) => type === 'file-saved').length;
        await process.until(() => process.printed.includes('"run-started"') && count() >= saved);
        return process.killAfter((random() * reference.run) / reference.pictures.length);
      },
    });
    expect(killed).toBe(POINTS.save);
  });

  it(`at ${POINTS.migrate} points of opening a cache of another version: it is started anew`, async () => {
    const reference = await undisturbed('chain.json');
    const killed = await killAt({
      file: 'chain.json',
      points: POINTS.migrate,
      reference,
      async folder() {
        const folder = await newFolder();
        await cp(join(reference.folder, 'cache'), join(folder, 'cache'), { recursive: true });
        const index = openSqlite(join(folder, 'cache/results/index-v2-1.sqlite'));
        index.exec('PRAGMA user_version = 0');
        index.close();
        return folder;
      },
      kill: (process) => process.killAfter(reference.start * (0.5 + 0.6 * random())),
    });
    expect(killed).toBe(POINTS.migrate);
  });

  it('in a run with a model: the next run does the rest, to the same picture', async () => {
    const reference = await undisturbed('nano.json');
    const killed = await killAt({
      file: 'nano.json',
      points: POINTS.nano,
      reference,
      async kill(process) {
        await process.until(() => process.printed.includes('"run-started"'));
        return process.killAfter((random() * reference.run) / POINTS.nano);
      },
    });
    expect(killed).toBe(POINTS.nano);
  });
});
