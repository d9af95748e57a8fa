/**
 * A batch of pictures of nano: when the first file is there, how evenly the others follow, memory, and kills at random
 * moments. Linux only. `npx tsx bench/batch/batch.ts`, `--pictures 100 --kills 20 --steps 20`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { record } from '../record.ts';

const { values } = parseArgs({
  options: {
    pictures: { type: 'string', default: '100' },
    kills: { type: 'string', default: '20' },
    steps: { type: 'string', default: '20' },
  },
});
const [pictures, kills] = [Number(values.pictures), Number(values.kills)];
const PROGRAM = join(import.meta.dirname, '../../engine/cli/inkloom.mjs');
const MIB = 2 ** 20;

function start(folder: string, args: readonly string[]): ChildProcess {
  const env = { ...process.env, INKLOOM_CACHE: join(folder, 'cache'), INKLOOM_MODELS: '' };
  const options = ['--steps', values.steps, '--quiet'];
  return spawn(process.execPath, [PROGRAM, ...args, ...options], { cwd: folder, env, stdio: 'ignore' });
}

const ended = (child: ChildProcess): Promise<number | null> =>
  child.exitCode === null && child.signalCode === null
    ? new Promise((resolve) => child.once('exit', resolve))
    : Promise.resolve(child.exitCode);

const pngs = async (folder: string): Promise<string[]> =>
  (await readdir(folder).catch((): string[] => [])).filter((name) => name.endsWith('.png'));

/** Resident bytes of a process and its children. */
async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const own = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const below = await Promise.all(
    children
      .split(' ')
      .filter(Boolean)
      .map((child) => residentBytes(Number(child))),
  );
  return below.reduce((sum, bytes) => sum + bytes, own);
}

async function newBatch(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'inkloom-bench-batch-'));
  const prompts = Array.from({ length: pictures }, (_, i) => `a red star beside ${i} blue squares`);
  await writeFile(join(folder, 'prompts.txt'), prompts.join('\n'));
  return folder;
}

const BATCH = ['batch', 'prompts.txt', '-o', 'out/{index:03}'];

/** Seconds of one picture in a process of its own, start and end included. */
async function single(): Promise<number> {
  const folder = await newBatch();
  const begun = performance.now();
  await ended(start(folder, ['image', 'a red star']));
  await rm(folder, { recursive: true, force: true });
  return (performance.now() - begun) / 1000;
}

/** A batch from beginning to end. */
async function whole(): Promise<{ readonly first: number; readonly gaps: number[]; readonly memory: number[] }> {
  const folder = await newBatch();
  const begun = performance.now();
  const child = start(folder, BATCH);
  const [times, memory]: [number[], number[]] = [[], []];
  while (child.exitCode === null) {
    const count = (await pngs(join(folder, 'out'))).length;
    while (times.length < count) {
      times.push((performance.now() - begun) / 1000);
      if (child.pid !== undefined) memory.push(await residentBytes(child.pid));
    }
    await setTimeout(50);
  }
  await rm(folder, { recursive: true, force: true });
  if (times.length < pictures) throw new Error(`${times.length} of ${pictures} pictures were made`);
  return { first: times[0] ?? 0, gaps: times.slice(1).map((time, i) => time - (times[i] ?? 0)), memory };
}

/** Digest and inode of each picture that is there; a picture that is made twice gets another inode. */
async function snapshot(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const name of await pngs(folder)) {
    const path = join(folder, name);
    const data = await readFile(path);
    await sharp(data).raw().toBuffer();
    const { ino, mtimeMs } = await stat(path);
    found.set(name, `${createHash('sha256').update(data).digest('hex')} ${ino} ${mtimeMs}`);
  }
  return found;
}

/** Kills a batch at random moments of its work until it was killed often enough, then lets it end. */
async function killed(
  seconds: number,
): Promise<{ readonly lost: number; readonly twice: number; readonly at: number[] }> {
  const folder = await newBatch();
  const out = join(folder, 'out');
  let before = new Map<string, string>();
  let [lost, twice] = [0, 0];
  const at: number[] = [];
  for (let kill = 0; kill <= kills; kill++) {
    const child = start(folder, BATCH);
    if (kill < kills) {
      await setTimeout(1000 * seconds * Math.random());
      child.kill('SIGKILL');
    }
    const code = await ended(child);
    if (kill === kills && code !== 0) throw new Error(`The last run ended with ${code}`);
    const after = await snapshot(out);
    lost += [...before.keys()].filter((name) => !after.has(name)).length;
    twice += [...before].filter(([name, what]) => after.has(name) && after.get(name) !== what).length;
    at.push(after.size);
    before = after;
  }
  if (before.size !== pictures) throw new Error(`${before.size} of ${pictures} pictures are there`);
  const lines = (await readFile(join(out, 'manifest.jsonl'), 'utf8')).trimEnd().split('\n');
  for (const line of lines) {
    const { file, digest } = JSON.parse(line) as { readonly file: string; readonly digest: string };
    if (before.get(file)?.split(' ')[0] !== digest) throw new Error(`${file} is not the picture of its line`);
  }
  if (lines.length !== pictures) throw new Error(`The manifest has ${lines.length} lines`);
  await rm(folder, { recursive: true, force: true });
  return { lost, twice, at };
}

const one = await single();
console.log(`one picture: ${one.toFixed(1)} s`);
const { first, gaps, memory } = await whole();
const middle = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0;
// The first pictures load code and fill caches.
const settled = memory.slice(Math.floor(memory.length / 10));
const early = Math.max(...settled.slice(0, Math.ceil(settled.length / 4)));
const late = Math.max(...settled.slice(-Math.ceil(settled.length / 4)));
const figures = [
  `${pictures} pictures of nano in ${values.steps} steps`,
  `first file after ${(first / one).toFixed(2)} of the time of one`,
  `then one every ${middle.toFixed(2)} s, at most ${Math.max(...gaps).toFixed(2)} s between two`,
  `resident memory of both processes in the first quarter ${Math.round(early / MIB)} MiB`,
  `in the last ${Math.round(late / MIB)}`,
];
for (const figure of figures) console.log(figure);
// From the start of the process, before anything is there, to several pictures.
const { lost, twice, at } = await killed(first + 8 * middle);
figures.push(
  `${kills} kills with ${at.join(', ')} pictures there: ${lost} lost, ${twice} made twice, none half-written`,
);
console.log(figures.at(-1));
await record(`npx tsx bench/batch/batch.ts --steps ${values.steps}`, figures.join('; '));
