/**
 * A run of many pictures with the checkpoint that ships: when each file is on the disk, and how memory grows; then the
 * same run under `kill -9` at random moments, after which every picture must be there once and whole. Linux only.
 *
 *     npx tsx bench/run/each.ts                # --pictures 100  --kills 20  --steps 20  --program inkloom.mjs
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { PROGRAM, setup } from '../../test/support/compiled.ts';
import { record } from '../record.ts';

const { values } = parseArgs({
  options: {
    pictures: { type: 'string', default: '100' },
    kills: { type: 'string', default: '20' },
    steps: { type: 'string', default: '20' },
    program: { type: 'string' },
  },
});
const [PICTURES, KILLS] = [Number(values.pictures), Number(values.kills)];

/** By default compiled from the sources, as tests do. */
const program = values.program ?? PROGRAM;
if (values.program === undefined) await setup();

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  /** Seconds since its start at which files were reported. */
  readonly saved: number[];
  /** Resident megabytes of the process and the inference process at these moments. */
  readonly memory: number[];
}

function start(folder: string, pictures: number): Running {
  const args = ['run', 'text-to-image', '--json', '--set', `steps=${values.steps}`, '--each', `seed=1..${pictures}`];
  const env = { ...process.env, INKLOOM_CACHE: join(folder, 'cache'), INKLOOM_MODELS: '' };
  const begun = performance.now();
  const child = spawn(process.execPath, [program, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [saved, memory]: [number[], number[]] = [[], []];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.includes('"type":"file-saved"')) continue;
      saved.push((performance.now() - begun) / 1000);
      memory.push(residentOf(child.pid ?? 0));
    }
  });
  const ended = new Promise<number | null>((resolve) => void child.on('close', resolve));
  return { child, ended, saved, memory };
}

/** Megabytes of a process and its children. */
function residentOf(pid: number): number {
  let megabytes = 0;
  const pids = [String(pid), ...readText(`/proc/${pid}/task/${pid}/children`).trim().split(' ')].filter(Boolean);
  for (const each of pids) {
    const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readText(`/proc/${each}/status`))?.[1];
    megabytes += Number(kilobytes ?? 0) / 1024;
  }
  return megabytes;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** The pictures of a folder, by name. */
function picturesIn(folder: string): Map<string, string> {
  const out = join(folder, 'out');
  const names = existsSync(out) ? readdirSync(out).filter((name) => !name.startsWith('.')) : [];
  return new Map(names.map((name) => [name, readFileSync(join(out, name)).toString('latin1')]));
}

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'inkloom-each-'));

const [one, all, killed] = [newFolder(), newFolder(), newFolder()];
try {
  const alone = start(one, 1);
  await alone.ended;
  const whole = start(all, PICTURES);
  if ((await whole.ended) !== 0) throw new Error('The run failed');
  const [single = Number.NaN] = alone.saved;
  const [first = Number.NaN] = whole.saved;
  const gaps = whole.saved.slice(1).map((at, index) => at - (whole.saved[index] ?? 0));
  const [early, late] = [whole.memory.slice(4, 20), whole.memory.slice(-20)];
  const growth = Math.max(...late) - Math.max(...early);
  const sorted = gaps.toSorted((a, b) => a - b);
  const figures =
    `one picture ${single.toFixed(1)} s; of ${PICTURES}: first file ${first.toFixed(1)} s ` +
    `(${(first / single).toFixed(2)} times), then one every ${(sorted[gaps.length >> 1] ?? 0).toFixed(2)} s, at most ` +
    `${(sorted.at(-1) ?? 0).toFixed(2)} s; memory of the last 20 against files 5 to 20: ${growth.toFixed(0)} MB more`;
  console.log(figures);
  const reference = picturesIn(all);
  const expected = new Set(reference.values());
  const seconds = whole.saved.at(-1) ?? 0;
  let [kills, lost, torn] = [0, 0, 0];
  const told = new Set<string>();
  for (; kills < KILLS; kills++) {
    const run = start(killed, PICTURES);
    await Promise.race([run.ended, sleep((first / 2 + Math.random() * (seconds / KILLS)) * 1000)]);
    run.child.kill('SIGKILL');
    await run.ended;
    const found = picturesIn(killed);
    for (const picture of found.values()) {
      if (!expected.has(picture)) torn += 1;
      told.add(picture);
    }
    lost += [...told].filter((picture) => ![...found.values()].includes(picture)).length;
  }
  await start(killed, PICTURES).ended;
  const found = picturesIn(killed);
  const missing = [...expected].filter((picture) => ![...found.values()].includes(picture)).length;
  const kill =
    `kill -9 at ${kills} moments: ${lost + missing} lost, ${found.size - new Set(found.values()).size} twice, ` +
    `${torn} not whole, ${found.size} files`;
  console.log(kill);
  await record(
    `bench/run/each.ts --pictures ${PICTURES} --kills ${KILLS} --steps ${values.steps}`,
    `${figures}; ${kill}`,
  );
} finally {
  for (const folder of [one, all, killed]) rmSync(folder, { recursive: true, force: true });
}
