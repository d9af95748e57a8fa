/**
 * One of several processes on one cache: computes results that others want, too, and checks each. It may be killed at
 * any moment. Arguments: cache folder, seconds, most bytes of the cache, milliseconds of a step. Prints one line of
 * JSON for each thing worth counting.
 */
import { DiskCache } from '../../engine/cache/disk/disk-cache.ts';
import { MemoryCache } from '../../engine/cache/memory.ts';
import { TieredCache } from '../../engine/cache/tiered.ts';
import { Engine } from '../../engine/run/engine.ts';
import { expected, graphOf, registryOf } from './work.ts';

/** Seeds in use at a time: few, so that processes meet. The window moves on. */
const SEEDS = 6;
/** Milliseconds until the window has moved by one seed. */
const MOVES = 400;

const [folder = '', seconds = '1', bytes = '1e9', step = '4'] = process.argv.slice(2);
const say = (line: Record<string, unknown>): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

const disk = DiskCache.open({
  folder,
  limits: { freeBytes: 0, bytes: Number(bytes) },
  onProblem: (problem) => say({ problem }),
  onCollected: ({ removed }) => say({ collected: removed }),
});
if (!disk) throw new Error('the folder cannot be used');
const cache = new TieredCache([new MemoryCache({ limit: 100_000 }), disk]);
const engine = new Engine({ registry: registryOf(Number(step), (name) => say({ step: name })), cache });
const end = Date.now() + Number(seconds) * 1000;
let pause = 0;
const watch = setInterval(() => {
  pause = Math.max(pause, performance.now() - seen - 5);
  seen = performance.now();
}, 5);
let seen = performance.now();
while (Date.now() < end) {
  const seed = (Math.floor(Date.now() / MOVES) % 1_000_000) + Math.floor(Math.random() * SEEDS);
  const { outputs, status } = await engine.run(graphOf(seed));
  const isRight = status === 'done' && outputs['total']?.['sum'] === expected(seed);
  say({ run: seed, isRight });
}
clearInterval(watch);
say({ pause: Math.round(pause) });
await disk.close();
