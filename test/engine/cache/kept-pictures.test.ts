/** What a full cache keeps: pictures and the ends of their chains, thousands of them, and not the steps between. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { chooseValues } from '../../../engine/cache/disk/collect.ts';
import { DiskCache } from '../../../engine/cache/disk/disk-cache.ts';
import { DEFAULT_LIMITS } from '../../../engine/cache/disk/limits.ts';
import type { ValueRow } from '../../../engine/cache/disk/schema.ts';
import { constant, from, result, toyEngine } from '../toy-nodes.ts';

/** Bytes of 1328 x 1328 in float32: 83 x 83 tokens of 64 numbers. */
const LATENT = 83 * 83 * 64 * 4;
/** Bytes of a PNG of 1328 x 1328, at 4.4 bits a byte of a photograph. */
const PNG = Math.round(1328 * 1328 * 3 * 0.55);
/** Bytes of the conditioning of a prompt of 100 tokens. */
const CONDITIONING = 100 * 3584 * 4;
const STEPS = 50;
/** Seconds of a step, as on a CPU. */
const STEP = 20;
const MINUTE = 60_000;

/** The values of one picture, as they are after its chain is done. */
function picture(number: number, now: number): ValueRow[] {
  const row = (name: string, bytes: number, seconds: number, spare = 0): ValueRow => ({
    digest: `${number} ${name}`,
    codec: 'x',
    extension: 'x',
    meta: null,
    type: name,
    bytes,
    seconds,
    created: now,
    used: now,
    spare,
  });
  return [
    row('conditioning', CONDITIONING, 3),
    // The noise and the steps before the last, as one: they go together.
    row('steps', LATENT * STEPS, STEP * (STEPS - 1), 1),
    row('end', LATENT, STEP * STEPS),
    row('image', PNG, 10),
    row('file', PNG, 0.5),
  ];
}

function countOf(rows: readonly ValueRow[], type: string): number {
  return rows.filter((row) => row.type === type).length;
}

it('20 GiB hold three thousand pictures of 1328 x 1328 with 50 steps', () => {
  // With all of their values, so many would fit.
  expect(Math.round(DEFAULT_LIMITS.bytes / picture(0, 0).reduce((sum, { bytes }) => sum + bytes, 0))).toBe(221);
  let rows: ValueRow[] = [];
  let [bytes, now] = [0, 0];
  for (let number = 0; number < 3000; number += 1) {
    now += 20 * MINUTE;
    const made = picture(number, now);
    rows.push(...made);
    bytes += made.reduce((sum, row) => sum + row.bytes, 0);
    if (bytes <= DEFAULT_LIMITS.bytes) continue;
    const going = new Set(chooseValues(rows, () => true, { limits: DEFAULT_LIMITS, free: Infinity, now }));
    rows = rows.filter((row) => !going.has(row));
    bytes = rows.reduce((sum, row) => sum + row.bytes, 0);
  }
  expect(countOf(rows, 'image')).toBeGreaterThan(2900);
  expect(countOf(rows, 'end')).toBe(3000);
  expect(countOf(rows, 'steps')).toBeLessThan(30);
});

/** Adds 1 three times, then fails or not. */
const chain = (times: number) => ({
  nodes: {
    a: constant(5),
    sum: { type: 'repeat', inputs: { start: from('a.value'), step: 1, times } },
    out: result('sum.value'),
  },
});

function opened(): DiskCache {
  const folder = mkdtempSync(join(tmpdir(), 'inkloom-kept-'));
  const disk = DiskCache.open({ folder, limits: { freeBytes: 0 } });
  if (!disk) throw new Error('the folder cannot be used');
  onTestFinished(() => disk.close());
  return disk;
}

/** Numbers that are kept, by whether they are spare. */
async function kept(disk: DiskCache): Promise<Record<'spare' | 'needed', number[]>> {
  const values = { spare: [] as number[], needed: [] as number[] };
  for (const row of await disk.index.values()) {
    const { value } = (await disk.files.read(row.digest, row)) ?? {};
    values[row.spare === 1 ? 'spare' : 'needed'].push(value as number);
  }
  const ascending = (a: number, b: number): number => a - b;
  return { spare: values.spare.toSorted(ascending), needed: values.needed.toSorted(ascending) };
}

it('the steps of a chain are spare once its end is known, and the end costs as much as all of them', async () => {
  const disk = opened();
  const { engine } = toyEngine({ cache: disk });
  await engine.run(chain(3));
  expect(await kept(disk)).toEqual({ spare: [6, 7], needed: [5, 8] });
  const rows = await disk.index.values();
  const steps = rows.filter(({ spare }) => spare === 1).reduce((sum, { seconds }) => sum + seconds, 0);
  expect(Math.max(...rows.filter(({ spare }) => spare === 0).map(({ seconds }) => seconds))).toBeGreaterThanOrEqual(
    steps,
  );
  // A longer chain needs the end of the shorter one only as a step.
  await engine.run(chain(4));
  expect(await kept(disk)).toEqual({ spare: [6, 7, 8], needed: [5, 9] });
});

it('a collection removes spare steps before anything else', async () => {
  const disk = opened();
  const { engine } = toyEngine({ cache: disk });
  await engine.run(chain(30));
  const { bytes } = await disk.index.totals();
  await disk.collect({ bytes: bytes - 10 });
  expect((await kept(disk)).needed).toEqual([5, 35]);
});
