// The disk tier: a restart hits, damage is a miss, limits hold.
import { readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert as check, asyncProperty, constantFrom, double, integer } from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DiskTraces } from '../../engine/cache/disk/disk-traces.ts';
import { DiskCache, type DiskCacheOptions } from '../../engine/cache/disk/disk-cache.ts';
import { MemoryCache } from '../../engine/cache/memory.ts';
import { TieredCache } from '../../engine/cache/tiered.ts';
import { toyEngine, type Toys } from './toy-nodes.ts';
import type { Engine } from '../../engine/run/engine.ts';

const from = (source: string) => ({ from: source });
const folder = (): string => mkdtempSync(join(tmpdir(), 'inkloom-cache-'));

/** Adds some arrays and numbers up. */
const graph = (value = 3) => ({
  nodes: {
    a: { type: 'constant', inputs: { value } },
    b: { type: 'tensor', inputs: { size: 500, value: from('a.value') } },
    c: { type: 'total', inputs: { tensor: from('b.tensor') } },
    out: { type: 'result', inputs: { value: from('c.sum') } },
  },
});

type Session = Toys & { readonly engine: Engine; readonly disk: DiskCache; readonly close: () => Promise<void> };

/** An engine with an empty memory cache, as after a restart. */
function session(dir: string, options: Partial<DiskCacheOptions> = {}): Session {
  const disk = DiskCache.open({ folder: dir, limits: { freeBytes: 0 }, ...options });
  if (!disk) throw new Error('the folder cannot be used');
  let open = true;
  const close = async (): Promise<void> => {
    if (open) await disk.close();
    open = false;
  };
  onTestFinished(close);
  return { ...toyEngine({ cache: new TieredCache([new MemoryCache(), disk]) }), disk, close };
}

async function valueFiles(dir: string): Promise<string[]> {
  const names = await readdir(join(dir, 'values'), { recursive: true });
  return names
    .filter((name) => name.includes('.'))
    .map((name) => join(dir, 'values', name))
    .toSorted();
}

describe('the disk tier', () => {
  it('answers a fully cached graph after a restart without running a node', async () => {
    const dir = folder();
    const first = session(dir);
    const { outputs } = await first.engine.run(graph());
    await first.close();
    const next = session(dir);
    const result = await next.engine.run(graph());
    expect(result.outputs).toEqual(outputs);
    expect(next.ran).toEqual([]);
    expect(result.executed).toEqual([]);
  });

  it('treats a trace of another version, or a damaged one, as absent', async () => {
    const { disk } = session(folder());
    const traces = new DiskTraces(disk.index);
    const good = { key: 'k', components: JSON.stringify([['node type', 'add@1']]), seconds: 1 };
    for (const record of [
      '{',
      '[]',
      JSON.stringify({ ...good, components: [['node type', 'add@1']] }),
      JSON.stringify({ ...good, components: 'node type,add@1' }),
      JSON.stringify({ ...good, components: '[1]' }),
    ]) {
      await disk.index.trace('scope', 'node', record);
      expect(traces.get('scope', 'node')).toBeUndefined();
    }
    await disk.index.trace('scope', 'node', JSON.stringify(good));
    expect(traces.get('scope', 'node')).toEqual(good);
  });

  it('keeps tensors as safetensors and the rest as JSON', async () => {
    const dir = folder();
    const { engine, close } = session(dir);
    await engine.run(graph());
    await close();
    expect((await valueFiles(dir)).map((file) => file.split('.').at(-1))).toEqual(
      expect.arrayContaining(['json', 'json', 'safetensors']),
    );
  });

  it('cuts off early after a restart', async () => {
    const dir = folder();
    const chain = (value: number) => ({
      nodes: {
        a: { type: 'constant', inputs: { value } },
        b: { type: 'floor', inputs: { a: from('a.value') } },
        out: { type: 'result', inputs: { value: from('b.value') } },
      },
    });
    const first = session(dir);
    await first.engine.run(chain(1.2));
    await first.close();
    const next = session(dir);
    await next.engine.run(chain(1.7));
    expect(next.ran).toEqual(['constant 1.7', 'floor 1.7']);
  });

  it('keeps finished nodes of a run that failed or was cancelled, and nothing else of it', async () => {
    const dir = folder();
    const nodes = {
      a: { type: 'constant', inputs: { value: 4 } },
      wait: { type: 'gate', inputs: { a: from('a.value') } },
      bad: { type: 'fail', inputs: { a: from('a.value') } },
    };
    const targets = {
      nodes: {
        ...nodes,
        out: { type: 'result', inputs: { value: from('wait.value') } },
        lost: { type: 'result', inputs: { value: from('bad.value') } },
      },
    };
    const first = session(dir);
    const controller = new AbortController();
    await first.engine.run(targets, {
      signal: controller.signal,
      onEvent: (event) => event.type === 'node-started' && event.node === 'wait' && controller.abort(new Error('stop')),
    });
    await first.close();
    const next = session(dir);
    next.open();
    await next.engine.run(targets);
    expect(next.ran.toSorted()).toEqual(['fail', 'gate 4', 'result']);
  });

  it('lets a run finish when the disk is full', async () => {
    const problems: string[] = [];
    const { engine } = session(folder(), {
      limits: { freeBytes: Number.MAX_SAFE_INTEGER },
      onProblem: (message) => problems.push(message),
    });
    expect((await engine.run(graph())).status).toBe('done');
    expect(problems[0]).toContain('the disk is nearly full');
  });
});

describe('damage', () => {
  async function filled(): Promise<{ dir: string; expected: unknown }> {
    const dir = folder();
    const first = session(dir);
    const { outputs } = await first.engine.run(graph());
    await first.close();
    return { dir, expected: outputs };
  }

  it('anywhere in a value file is a miss and never a wrong result', async () => {
    await check(
      asyncProperty(
        integer({ min: 0, max: 2 }),
        double({ min: 0, max: 0.999999, noNaN: true }),
        constantFrom('flip', 'cut', 'gone'),
        async (which, where, how) => {
          const { dir, expected } = await filled();
          const file = (await valueFiles(dir))[which] ?? '';
          const bytes = await readFile(file);
          const at = Math.floor(where * bytes.length);
          if (how === 'flip') await writeFile(file, bytes.with(at, (bytes[at] ?? 0) ^ (1 << (at % 8))));
          else if (how === 'cut') await truncate(file, at);
          else await rm(file);
          const next = session(dir);
          const { outputs, status } = await next.engine.run(graph());
          expect(status).toBe('done');
          expect(outputs).toEqual(expected);
          await next.close();
          const again = session(dir);
          expect((await again.engine.run(graph())).outputs).toEqual(expected);
          await again.close();
        },
      ),
      { numRuns: 60 },
    );
  });

  it('anywhere in the index is a miss or starts a new index', async () => {
    const { dir, expected } = await filled();
    const index = join(dir, 'index-v2-1.sqlite');
    const whole = await readFile(index);
    await check(
      asyncProperty(double({ min: 0, max: 0.999999, noNaN: true }), constantFrom('flip', 'cut'), async (where, how) => {
        for (const name of await readdir(dir)) if (name.startsWith('index')) await rm(join(dir, name));
        const at = Math.floor(where * whole.length);
        await writeFile(
          index,
          how === 'flip' ? whole.with(at, (whole[at] ?? 0) ^ (1 << (at % 8))) : whole.subarray(0, at),
        );
        const next = session(dir);
        const { outputs, status } = await next.engine.run(graph());
        expect(status).toBe('done');
        expect(outputs).toEqual(expected);
        await next.close();
      }),
      { numRuns: 60 },
    );
  });

  it('of an intermediate result runs only the node that computed it', async () => {
    const { dir } = await filled();
    for (const file of await valueFiles(dir)) if (file.endsWith('.safetensors')) await rm(file);
    const next = session(dir);
    await next.engine.run({
      nodes: {
        ...graph().nodes,
        other: { type: 'total', inputs: { tensor: from('b.tensor'), factor: 2 } },
        more: { type: 'result', inputs: { value: from('other.sum') } },
      },
    });
    expect(next.ran).toEqual(['tensor 500 3', 'total', 'result']);
  });
});

describe('limits', () => {
  const many = async (dir: string, count: number, options: Partial<DiskCacheOptions> = {}): Promise<Session> => {
    const made = session(dir, options);
    for (let i = 0; i < count; i += 1) await made.engine.run(graph(i));
    return made;
  };

  it('of size remove the least recently used values, while runs go on', async () => {
    const limits = { bytes: 12_000, freeBytes: 0 };
    const { disk, engine, ran } = await many(folder(), 20, { limits });
    const report = await disk.collect();
    expect(report.keptBytes).toBeLessThanOrEqual(limits.bytes);
    expect(report.kept).toBeGreaterThan(0);
    ran.length = 0;
    expect((await engine.run(graph(19))).status).toBe('done');
  });

  it('that are changed count at once', async () => {
    const { disk } = await many(folder(), 20);
    const before = await disk.statistics();
    disk.limitTo({ bytes: 12_000, freeBytes: 0 });
    // One collection runs after the other.
    await disk.collect();
    const after = await disk.statistics();
    expect(before.bytes).toBeGreaterThan(12_000);
    expect(after.limit).toBe(12_000);
    expect(after.bytes).toBeLessThanOrEqual(12_000);
  });

  it('of age remove unused files and entries', async () => {
    const dir = folder();
    const { disk } = await many(dir, 3);
    await disk.index.flush();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await disk.collect({ age: 1 })).toMatchObject({ kept: 0 });
    expect(await valueFiles(dir)).toEqual([]);
    expect(await disk.index.actionCount()).toBe(0);
  });

  it('spare pinned values', async () => {
    const dir = folder();
    const { disk, engine } = await many(dir, 2);
    const { stored } = await engine.run(graph(1));
    const { digest } = stored['out']?.['value'] ?? { digest: '' };
    await disk.index.pin(digest, 'history');
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await disk.collect({ age: 1 })).toMatchObject({ kept: 1 });
    await disk.index.unpin('history');
    expect(await disk.collect({ age: 1 })).toMatchObject({ kept: 0 });
  });

  it('prefer to keep values that took long to compute', async () => {
    const dir = folder();
    const { disk } = session(dir);
    const used = Date.now() - 3_600_000;
    const row = { codec: 'json', extension: 'json', meta: null, type: 'x', bytes: 1000, created: used, used, spare: 0 };
    const written = [
      { ...row, digest: 'cheap', seconds: 0.001 },
      { ...row, digest: 'dear', seconds: 600 },
    ];
    await disk.index.put({ keys: [], entry: { outputs: {}, seconds: 0 }, written, present: [] }, () => true);
    await disk.collect({ bytes: 1500 });
    expect((await disk.index.values()).map(({ digest }) => digest)).toEqual(['dear']);
  });

  it('remove files of a process that died before it wrote the index', async () => {
    const dir = folder();
    const { disk, engine } = session(dir);
    await engine.run(graph());
    const [first = ''] = await valueFiles(dir);
    const orphan = join(first, '..', `${'0'.repeat(64)}.json`);
    await writeFile(orphan, '1');
    await writeFile(`${orphan}.1-2.tmp`, '1');
    for (const file of [orphan, `${orphan}.1-2.tmp`]) await utimes(file, 1, 1);
    await disk.collect();
    await expect(stat(orphan)).rejects.toThrow('ENOENT');
    await expect(stat(`${orphan}.1-2.tmp`)).rejects.toThrow('ENOENT');
    expect(await valueFiles(dir)).toHaveLength(3);
  });
});
