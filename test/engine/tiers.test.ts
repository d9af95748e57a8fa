// Lookups in batches, and caches in tiers: a slow tier is asked once, for what the faster ones do not know.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DiskCache } from '../../engine/cache/disk/disk-cache.ts';
import { MemoryCache } from '../../engine/cache/memory.ts';
import { TieredCache } from '../../engine/cache/tiered.ts';
import { chain } from './chain.ts';
import { toyEngine } from './toy-nodes.ts';

const folder = mkdtempSync(join(tmpdir(), 'inkloom-tiers-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A cache that records the size of every batch it is asked for. */
class Recorder extends MemoryCache {
  readonly batches: number[] = [];
  readonly reads: string[] = [];

  override lookup(keys: readonly string[]): ReturnType<MemoryCache['lookup']> {
    this.batches.push(keys.length);
    return super.lookup(keys);
  }

  override read(output: Parameters<MemoryCache['read']>[0]): ReturnType<MemoryCache['read']> {
    this.reads.push(output.digest);
    return super.read(output);
  }
}

describe('planning', () => {
  it('asks for the target, then for everything above it in one batch', async () => {
    const cache = new Recorder();
    const { engine } = toyEngine({ cache });
    const { nodes } = await engine.forecast(chain(20));
    expect(cache.batches).toEqual([1, nodes.length - 1]);
  });

  it('asks for nothing else when the target is known', async () => {
    const cache = new Recorder();
    const { engine } = toyEngine({ cache });
    await engine.run(chain(20));
    cache.batches.length = 0;
    await engine.run(chain(20));
    expect(cache.batches).toEqual([1]);
  });
});

describe('tiers', () => {
  it('share results between engines through a common slow tier', async () => {
    const remote = new MemoryCache();
    const [first, second] = [0, 1].map(() => toyEngine({ cache: new TieredCache([new MemoryCache(), remote]) }));
    const expected = await first?.engine.run(chain(5));
    const result = await second?.engine.run(chain(5));
    expect(result?.outputs).toEqual(expected?.outputs);
    expect(second?.ran).toEqual([]);
  });

  it('ask a slow tier only for keys the faster ones do not know', async () => {
    const [fast, slow] = [new Recorder(), new Recorder()];
    const cache = new TieredCache([fast, slow]);
    const entry = { outputs: {}, seconds: 0 };
    await fast.write(['a'], entry, {});
    await slow.write(['b'], entry, {});
    expect([...(await cache.lookup(['a', 'b', 'c'])).keys()]).toEqual(['a', 'b']);
    await cache.lookup(['a']);
    expect(fast.batches).toEqual([3, 1]);
    expect(slow.batches).toEqual([2]);
  });

  it('ask a tier that answers slowly for costly actions only', async () => {
    const slow = Object.assign(new Recorder(), { isSlow: true });
    const cache = new TieredCache([new MemoryCache(), slow]);
    await slow.write(['a'], { outputs: {}, seconds: 0 }, {});
    expect([...(await cache.lookup(['a', 'b', 'c'], ['a', 'b'])).keys()]).toEqual(['a']);
    await cache.lookup(['c'], []);
    expect(slow.batches).toEqual([2]);
    const { engine } = toyEngine({ cache });
    await engine.run(chain(3));
    expect(slow.batches).toEqual([2]);
  });

  it('find by themselves what they once took from a tier that answers slowly', async () => {
    const slow = Object.assign(new Recorder(), { isSlow: true, tier: 'store' as const });
    const output = { digest: 'a'.repeat(64), bytes: 8, type: 'number' };
    await slow.write(['key'], { outputs: { value: output }, seconds: 1 }, { value: 1 });
    const disk = DiskCache.open({ folder: join(folder, 'beside-slow'), limits: { freeBytes: 0 } }) as DiskCache;
    const cache = new TieredCache([new MemoryCache(), disk, slow]);
    const known = (await cache.lookup(['key'])).get('key');
    expect(known?.tier).toBe('store');
    cache.hold('key', known as never);
    // An entry without its values is not known.
    expect((await disk.lookup(['key'])).size).toBe(0);
    await cache.read(output);
    expect((await new TieredCache([disk]).lookup(['key'])).get('key')?.entry).toEqual(known?.entry);
    await disk.close();
  });

  it('find a value that memory has no room for while somebody holds it, and do not read it again', async () => {
    const memory = new MemoryCache({ limit: 100 });
    const value = { data: new Uint8Array(1000) };
    const output = { digest: 'large', bytes: 1000, type: 'image' };
    await memory.write(['key'], { outputs: { image: output }, seconds: 1 }, { image: value });
    expect((await memory.read(output))?.value).toBe(value);
    expect(memory.statistics()).toMatchObject({ entries: 0, bytes: 0 });
    expect((await memory.lookup(['key'])).size).toBe(0);
    memory.clear();
    expect(await memory.read(output)).toBeUndefined();
  });

  it('keep a value that was read from a slow tier in every faster one', async () => {
    const disk = DiskCache.open({ folder, limits: { freeBytes: 0 } });
    if (!disk) throw new Error('the folder is in use');
    const [memory, remote] = [new MemoryCache(), new Recorder()];
    const output = { digest: '4f2d9e41a0', bytes: 8, type: 'float' };
    await remote.write(['key'], { outputs: { value: output }, seconds: 1 }, { value: 7 });
    const cache = new TieredCache([memory, disk, remote]);
    expect(await cache.read(output)).toMatchObject({ value: 7 });
    expect(await memory.read(output)).toMatchObject({ value: 7 });
    expect(await disk.index.value(output.digest)).toMatchObject({ type: 'float' });
    expect(await cache.read(output)).toMatchObject({ value: 7 });
    expect(remote.reads).toHaveLength(1);
    await disk.close();
  });
});
