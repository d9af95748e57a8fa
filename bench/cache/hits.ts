/**
 * How much slower a hit is while other processes use the same cache. A hit looks a key up and reads its value from the
 * disk. Each round has the same number of processes, on one cache or each on its own, so that both rounds have the
 * machine's load alike. Prints the ratio of the medians. Arguments: `--processes 8 --rounds 3`.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { digestValue } from '../../engine/cache/canonical.ts';
import { DiskCache } from '../../engine/cache/disk/disk-cache.ts';
import { record } from '../record.ts';

const RESULTS = 500;
/** Milliseconds of a round. */
const ROUND = 5000;

const keyOf = (of: number): string => digestValue(`key ${of}`);
const valueOf = (of: number): { readonly text: string } => ({ text: `${of} `.repeat(200) });

function open(folder: string): DiskCache {
  const disk = DiskCache.open({ folder, limits: { freeBytes: 0 } });
  if (!disk) throw new Error('the folder cannot be used');
  return disk;
}

/** Milliseconds of hits, and a write now and then, as runs have them. */
async function hit(folder: string): Promise<number[]> {
  const disk = open(folder);
  const release = await disk.begin();
  const times: number[] = [];
  const end = performance.now() + ROUND;
  for (let i = 0; performance.now() < end; i += 1) {
    const started = performance.now();
    const known = (await disk.lookup([keyOf(i % RESULTS)])).values().next().value;
    const output = known?.entry.outputs['value'];
    if (!output || !(await disk.read(output))) throw new Error('a result is missing');
    times.push(performance.now() - started);
    if (i % 10 === 0) await put(disk, RESULTS + i + process.pid * 1e5);
    await setTimeout(Math.random() * 20);
  }
  release();
  await disk.close();
  return times;
}

async function put(disk: DiskCache, of: number): Promise<void> {
  const value = valueOf(of);
  const output = { digest: digestValue(value), type: 'json', bytes: 1000 };
  await disk.write([keyOf(of)], { outputs: { value: output }, seconds: 1 }, { value });
}

async function filled(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'inkloom-hits-'));
  const disk = open(folder);
  for (let of = 0; of < RESULTS; of += 1) await put(disk, of);
  await disk.close();
  return folder;
}

function inProcess(folder: string): Promise<number[]> {
  const child = fork(fileURLToPath(import.meta.url), ['--of', folder]);
  return new Promise((resolve, reject) => {
    child.once('message', (times) => resolve(times as number[]));
    child.once('exit', (code) => reject(new Error(`a process ended with ${code}`)));
  });
}

function quantile(times: readonly number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * share)] ?? Number.NaN;
}

async function compare(processes: number, rounds: number): Promise<void> {
  const folders = await Promise.all(Array.from({ length: processes }, filled));
  const [first = ''] = folders;
  const together: number[] = [];
  const apart: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    together.push(...(await Promise.all(folders.map(() => inProcess(first)))).flat());
    apart.push(...(await Promise.all(folders.map(inProcess))).flat());
  }
  for (const folder of folders) rmSync(folder, { recursive: true });
  const ratio = (share: number): string => (quantile(together, share) / quantile(apart, share)).toFixed(2);
  const figures =
    `${processes} processes, a hit on one cache against caches of their own: median ${ratio(0.5)}, ` +
    `90th percentile ${ratio(0.9)} ` +
    `(${quantile(together, 0.5).toFixed(2)} ms, ${quantile(together, 0.9).toFixed(2)} ms)`;
  console.log(figures);
  await record(`npx tsx bench/cache/hits.ts --processes ${processes}`, figures);
}

const { values } = parseArgs({
  options: {
    of: { type: 'string' },
    processes: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '3' },
  },
});
if (values.of === undefined) await compare(Number(values.processes), Number(values.rounds));
else process.send?.(await hit(values.of), () => process.disconnect());
