/**
 * What the shared tier of the cache costs: looking up what is not known and what is, writing and reading a step latent
 * and a picture of 1024 x 1024 pixels, beside the disk tier of this machine. Each round asks all tiers in turn.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { digestValue } from '../../engine/cache/canonical.ts';
import { DiskCache } from '../../engine/cache/disk/disk-cache.ts';
import type { ResultEntry, TierCache } from '../../engine/cache/result.ts';
import { SharedCache } from '../../engine/cache/shared/shared-cache.ts';
import { openStore } from '../../engine/store/open-store.ts';
import { typeCodecs } from '../../nodes/codecs.ts';
import { record } from '../record.ts';

const { values } = parseArgs({
  options: { store: { type: 'string', multiple: true, default: [] }, rounds: { type: 'string', default: '9' } },
});

/** Keys of a picture that nobody made: a prompt, 50 steps, and what is around them. */
const PICTURE = 54;
const SIDE = 1024;

interface Tier {
  readonly name: string;
  /** Opens it as another process would, with nothing in memory. */
  readonly open: () => Promise<TierCache & { close(): Promise<void> }>;
}

const key = (): string => randomBytes(32).toString('hex');
const median = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;

async function timed<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly ms: number }> {
  const started = performance.now();
  const result = await work();
  return { result, ms: performance.now() - started };
}

/** [1, 16, 128, 128]: the latent of a picture of the side. */
function latent(): unknown {
  const data = new Float32Array((16 * SIDE * SIDE) / 64).map(() => Math.random());
  return { samples: { dtype: 'float32', dims: [1, 16, SIDE / 8, SIDE / 8], data }, scale: 8 };
}

/** A picture whose PNG is as large as that of a photograph: smooth, with noise. */
function picture(): unknown {
  const data = new Uint8Array(3 * SIDE * SIDE).map((_, i) => ((i / 3000) % 200) + Math.random() * 12);
  return { width: SIDE, height: SIDE, channels: 3, data };
}

function entryOf(type: string, value: unknown, bytes: number): ResultEntry {
  return { outputs: { value: { digest: digestValue(value), bytes, type } }, seconds: 10 };
}

/** Milliseconds by what was done. */
async function round({ open }: Tier): Promise<Record<string, number>> {
  const times: Record<string, number> = {};
  const reader = await open();
  times['54 unknown keys'] = (await timed(() => reader.lookup(Array.from({ length: PICTURE }, key)))).ms;
  for (const [what, type, value, bytes] of [
    ['step', 'latent', latent(), (16 * SIDE * SIDE * 4) / 64],
    ['picture', 'image', picture(), 3 * SIDE * SIDE],
  ] as const) {
    const entry = entryOf(type, value, bytes);
    const [deep, shallow] = [key(), key()];
    const writer = await open();
    times[`the run waits for writing a ${what}`] = (
      await timed(() => writer.write([shallow, deep], entry, { value }))
    ).ms;
    const { ms } = await timed(() => writer.close());
    times[`another machine finds a ${what} after`] = ms;
    const { result, ms: found } = await timed(() => reader.lookup([deep]));
    if (result.size !== 1) throw new Error(`The ${what} was not kept`);
    times[`one known key (${what})`] = found;
    const read = await timed(() => reader.read(entry.outputs['value'] as never));
    if (!read.result) throw new Error(`The ${what} cannot be read`);
    times[`reading a ${what}`] = read.ms;
  }
  await reader.close();
  return times;
}

const folder = await mkdtemp(join(tmpdir(), 'inkloom-bench-'));
const tiers: Tier[] = [
  {
    name: 'disk',
    async open() {
      const disk = DiskCache.open({ folder: join(folder, 'disk'), codecs: typeCodecs });
      if (!disk) throw new Error('The disk cache cannot be opened');
      return disk;
    },
  },
  ...[join(folder, 'pool'), ...values.store].map((address, index) => ({
    name: index === 0 ? 'folder' : (address.split(':')[0] ?? ''),
    async open() {
      const store = await openStore(address);
      const onProblem = (message: string): void => {
        throw new Error(message);
      };
      return new SharedCache({ store, codecs: typeCodecs, shelfOf: () => 'steps', onProblem });
    },
  })),
];
const all = new Map(tiers.map(({ name }) => [name, [] as Record<string, number>[]]));
// The first round loads code.
for (let i = 0; i <= Number(values.rounds); i++) {
  for (const tier of tiers) {
    const times = await round(tier);
    if (i > 0) all.get(tier.name)?.push(times);
  }
}
await rm(folder, { recursive: true });
const names = Object.keys(all.get('disk')?.[0] ?? {});
const of = (tier: string, what: string): string =>
  median((all.get(tier) ?? []).map((times) => times[what] ?? Number.NaN)).toFixed(1);
console.log(`| milliseconds | ${[...all.keys()].join(' | ')} |\n|---${'|---'.repeat(all.size)}|`);
for (const what of names) console.log(`| ${what} | ${[...all.keys()].map((tier) => of(tier, what)).join(' | ')} |`);
const figures = names.map((what) => `${what} ${[...all.keys()].map((tier) => `${tier} ${of(tier, what)}`).join(', ')}`);
const stores = values.store.map((address) => ` --store ${address.replace(/endpoint=.*/, 'endpoint=...')}`);
await record(`npx tsx bench/cache/shared.ts${stores.join('')}`, `milliseconds: ${figures.join('; ')}`);
