/**
 * Processes on one cache, with kills: wrong results, damage, and what they say. Prints `wrong 0, damaged 0, said 0`
 * when all is well. Arguments: `--processes 8 --seconds 300 --kill-every 2`.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DiskCache } from '../../engine/cache/disk/disk-cache.ts';
import { record } from '../record.ts';
import { runProcesses } from './processes.ts';

const { values } = parseArgs({
  options: {
    'processes': { type: 'string', default: '8' },
    'seconds': { type: 'string', default: '300' },
    'kill-every': { type: 'string', default: '2' },
  },
});
const [processes, seconds, killEvery] = [values.processes, values.seconds, values['kill-every']].map(Number) as [
  number,
  number,
  number,
];
const folder = mkdtempSync(join(tmpdir(), 'inkloom-many-'));
const counts = await runProcesses({ folder, processes, seconds, killEvery, bytes: 2e6, step: 20 });
const disk = DiskCache.open({ folder, limits: { freeBytes: 0 } });
const { checked = 0, damaged = 0 } = (await disk?.verify()) ?? {};
await disk?.close();
const marks = readdirSync(folder).filter((name) => name.endsWith('.damaged')).length;
rmSync(folder, { recursive: true });
const { runs, wrong, kills, collected, steps, again, problems, pause } = counts;
for (const problem of new Set(problems)) console.log(problem);
const figures =
  `${runs} runs, ${kills} kills, ${collected} values collected: wrong ${wrong}, damaged ${damaged} of ${checked}, ` +
  `indexes given up ${marks}, said ${problems.length}; ${steps} steps computed, ${again} of them begun before; ` +
  `longest pause of an event loop ${pause} ms`;
console.log(figures);
await record(`npx tsx bench/cache/many.ts --processes ${processes} --seconds ${seconds}`, figures);
