/**
 * Damages a server's database, opens it again and again, and reports what became of its runs and documents. It is a
 * process of its own: a driver that ends the process must not end the tests.
 *
 *     node database-child.ts FOLDER FIRST LAST
 *
 * Prints one JSON object for each case, see {@link Result}.
 */
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Workflow } from '../../engine/protocol/index.ts';
import { EventLog } from '../../engine/jobs/sqlite/event-log.ts';
import { sqliteJobs } from '../../engine/jobs/sqlite/open-jobs.ts';
import { makeBackup } from '../../engine/jobs/sqlite/recovery/backups.ts';
import { DocumentStore, type DocumentState } from '../../engine/server/documents/store.ts';
import { openOwnDatabase, type OwnDatabase } from '../../engine/server/own-database.ts';
import { damageFile } from './damage.ts';
import { randomOf } from './random.ts';

export interface Result {
  readonly seed: number;
  /** The damaged file. */
  readonly damage: string;
  /** Messages to the operator. */
  readonly said: readonly string[];
  /** Runs and documents that are not what was written, and that nothing says so of. */
  readonly wrong: readonly string[];
  /** Runs and documents that are missing, or known to be damaged. */
  readonly lost: readonly string[];
  /** Thrown when the database was opened or read. */
  readonly error?: string | undefined;
  /** Whether a second start said nothing more. */
  readonly isSettled: boolean;
}

const RUNS = 8;
const OVER = 5;
const DOCUMENTS = 3;
const EDITS = 12;
const STEPS = ['clean', 'killed', 'killed with a backup'] as const;

function workflowOf(name: string): Workflow {
  const text = `a fox in the snow, ${name}, `.repeat(8);
  const nodes = { text: { type: 'text', inputs: { text } }, save: { type: 'save-image', inputs: {} } };
  return { format: 'inkloom-workflow', version: 3, name, nodes };
}

/** Runs and documents by name, as text that can be compared. */
type Dump = ReadonlyMap<string, string>;

async function dump({ database }: OwnDatabase, said: string[] = []): Promise<Dump> {
  const { history } = sqliteJobs(database)({ waiting: 1000, listener: { changed: () => {}, removed: () => {} } });
  const found = new Map<string, string>();
  for (const run of await history.list({ limit: 1000 })) {
    const { id, name, state, files, failures, document } = run;
    const detail = await history.detail(id).catch((error: unknown) => (error as { code?: string }).code);
    const rest = typeof detail === 'object' ? [detail.workflow, detail.nodes] : detail;
    found.set(`run ${run.number}`, JSON.stringify([id, name, state, files, failures, document, rest]));
  }
  const store = new DocumentStore(database);
  for (const state of store.load((message) => said.push(message))) found.set(`document ${state.id}`, textOf(state));
  return found;
}

function textOf({ id, workflow, saved, used }: DocumentState): string {
  return JSON.stringify([id, workflow, saved, [...used]]);
}

/** Every state a document went through: after damage one of the earlier ones may come back. */
const history = new Map<string, string[]>();

async function fill(own: OwnDatabase, step: () => void): Promise<void> {
  const { queue } = sqliteJobs(own.database)({ waiting: 1000, listener: { changed: () => {}, removed: () => {} } });
  const events = new EventLog(own.database);
  const store = new DocumentStore(own.database);
  for (let number = 1; number <= RUNS; number++) {
    await queue.enqueue({ name: `Fox ${number}`, workflow: workflowOf(`fox ${number}`), document: 'document-1' });
    events.append([(sequence) => JSON.stringify({ type: 'run', sequence, text: 'x'.repeat(300) })]);
    if (number === RUNS / 2) step();
  }
  for (let number = 1; number <= OVER; number++) {
    const lease = await queue.lease('worker');
    const file = {
      folder: 'output',
      name: `fox-${number}.png`,
      url: '/',
      mediaType: 'image/png',
      node: 'save',
    } as const;
    const nodes = { save: { state: 'done', seconds: number } } as const;
    await queue.complete(lease?.token ?? '', { state: 'done', files: [file], failures: [], nodes });
  }
  for (let number = 1; number <= DOCUMENTS; number++) {
    const id = `document-${number}`;
    let state: DocumentState = {
      id,
      revision: 0,
      workflow: workflowOf(id),
      used: new Set(),
      saved: { file: id, base: 'digest', workflow: workflowOf(id) },
      modified: number,
    };
    store.put(state);
    const states = [textOf(state)];
    for (let edit = 1; edit <= EDITS; edit++) {
      const name = `${id}, edit ${edit}`;
      state = { ...state, revision: edit, workflow: { ...state.workflow, name }, modified: number + edit };
      store.addEdit(state, `edit-${edit}`, [{ path: ['name'], value: name }]);
      states.push(textOf(state));
    }
    history.set(`document ${id}`, states);
  }
}

/** Makes a folder as a server leaves it. */
async function prepare(folder: string, step: (typeof STEPS)[number]): Promise<Dump> {
  const live = `${folder}-live`;
  mkdirSync(live, { recursive: true });
  const own = await openOwnDatabase(live, () => {});
  const withBackup = step === 'killed with a backup';
  await fill(own, () => withBackup && makeBackup(own.database, join(live, 'inkloom.sqlite')));
  const expected = await dump(own);
  if (step === 'clean') own.close();
  cpSync(live, folder, { recursive: true });
  if (step !== 'clean') own.close();
  return expected;
}

async function tryOne(pristine: string, work: string, expected: Dump, seed: number): Promise<Result> {
  rmSync(work, { recursive: true, force: true });
  cpSync(pristine, work, { recursive: true });
  const random = randomOf(seed);
  const files = readdirSync(work, { recursive: true, encoding: 'utf8' })
    .map((name) => join(work, name))
    .filter((path) => /\.sqlite(-wal|-mark)?$/.test(path));
  // The two files that hold everything are damaged most often.
  const main = files.filter((path) => /inkloom\.sqlite(-wal)?$/.test(path));
  const among = random() < 0.8 ? main : files;
  const path = among[Math.floor(random() * among.length)] ?? '';
  const damage = damageFile(path, random);
  const said: string[] = [];
  try {
    const own = await openOwnDatabase(work, (message) => said.push(message));
    const found = await dump(own, said);
    own.close();
    const again: string[] = [];
    (await openOwnDatabase(work, (message) => again.push(message))).close();
    return { seed, damage, said, ...compare(expected, found), isSettled: again.length === 0 };
  } catch (error) {
    const text = error instanceof Error ? `${error.message}\n${error.stack}` : String(error);
    return { seed, damage, said, wrong: [], lost: [], error: text, isSettled: false };
  }
}

function compare(expected: Dump, found: Dump): Pick<Result, 'wrong' | 'lost'> {
  const [wrong, lost]: [string[], string[]] = [[], []];
  for (const [name, text] of expected) {
    const now = found.get(name);
    if (now === text) continue;
    const isKnown = now === undefined || now.includes('damaged-record') || history.get(name)?.includes(now);
    const isEarlier = name.startsWith('run') && now !== undefined && /"(queued|running)",\[\],\[\]/.test(now);
    if (isKnown || isEarlier) lost.push(name);
    else wrong.push(`${name}: ${now} instead of ${text}`);
  }
  for (const name of found.keys()) if (!expected.has(name)) wrong.push(`${name} was never written`);
  return { wrong, lost };
}

const [, , folder = '', first = '0', last = '0'] = process.argv;
for (const [index, step] of STEPS.entries()) {
  const pristine = join(folder, `pristine-${index}-${first}`);
  const expected = await prepare(pristine, step);
  for (let seed = Number(first); seed < Number(last); seed++) {
    if (seed % STEPS.length !== index) continue;
    process.stdout.write(`${JSON.stringify({ begin: seed })}\n`);
    const result = await tryOne(pristine, join(folder, `work-${first}`), expected, seed);
    process.stdout.write(`${JSON.stringify({ ...result, step })}\n`);
  }
}
