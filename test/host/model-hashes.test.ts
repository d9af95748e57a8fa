/** SHA-256 of model files in pictures: which files, that pictures wait for them, and what is told meanwhile. */
import { createHash } from 'node:crypto';
import { getEventListeners } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { defineNode } from '../../engine/graph/define.ts';
import { planGraph, type Plan } from '../../engine/graph/plan.ts';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { Services } from '../../engine/graph/service.ts';
import { INT } from '../../engine/graph/socket.ts';
import { modelHashes } from '../../engine/host/hashes/model-hashes.ts';
import { type OnReading, ReadingProgress } from '../../engine/host/hashes/reading-progress.ts';
import { provenanceOf } from '../../engine/workflow/picture/provenance.ts';
import { RememberedDigests } from '../../nodes/services/file-digests.ts';
import { FullDigests } from '../../nodes/services/full-digests/full-digests.ts';
import { FILE_DIGESTS } from '../../nodes/services/tokens.ts';

const FOLDER = await mkdtemp(join(tmpdir(), 'inkloom-hashes-'));
const FILES = { a: 'first model', b: 'second model' };
for (const [name, content] of Object.entries(FILES)) {
  await writeFile(join(FOLDER, `${name}.safetensors`), content);
  await writeFile(join(FOLDER, `${name}.json`), 'a config');
}

const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A node that depends on a model file of a name, and on a config beside it. */
const load = defineNode({
  type: 'load',
  version: 1,
  title: 'Load',
  category: 'toy',
  description: 'Opens a model.',
  inputs: { model: { kind: 'model', of: 'checkpoint' }, other: { kind: 'socket', socket: INT, optional: true } },
  outputs: { model: { socket: INT } },
  fingerprint: ({ model = '' }, ctx) =>
    ctx.use(FILE_DIGESTS).digestOfSet([
      { name: 'weights', path: join(FOLDER, `${model}.safetensors`) },
      { name: 'sub/config.json', path: join(FOLDER, `${model}.json`) },
    ]),
  run: () => ({ model: 1 }),
});

const registry = new NodeRegistry([load]);
const digests = new RememberedDigests();
const services = new Services().provide(FILE_DIGESTS, digests);
const planOf = (...models: readonly string[]): Plan => {
  const nodes = Object.fromEntries(models.map((model, i) => [`load${i}`, { type: 'load', inputs: { model } }]));
  return planGraph({ nodes }, registry, { targets: Object.keys(nodes) });
};

describe('the hashes of a run', () => {
  it('are those of the weight files of each node that names a model', async () => {
    const hashes = modelHashes(new FullDigests({ digests }), services, () => {});
    const [a, b] = [{ 'a.safetensors': sha(FILES.a) }, { 'b.safetensors': sha(FILES.b) }];
    expect(await hashes.begin(planOf('a', 'b', 'a')).all()).toEqual({ load0: a, load1: b, load2: a });
  });

  it('leave nothing at the signal of a batch that asks for them again and again', async () => {
    const { signal } = new AbortController();
    const hashes = modelHashes(new FullDigests({ digests }), services, () => {});
    for (let i = 0; i < 3; i++) await hashes.begin(planOf('a')).all(signal);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('go into the pictures of nodes that depend on the models, and into no others', async () => {
    const plan = planOf('a', 'b');
    const hashes = await modelHashes(new FullDigests({ digests }), services, () => {})
      .begin(plan)
      .all();
    const about = { version: '1', workflow: { version: 1, nodes: {} } as never };
    expect(provenanceOf(plan, 'load1', about, {}, hashes).hashes).toEqual({
      load1: { 'b.safetensors': sha(FILES.b) },
    });
    expect(provenanceOf(plan, 'load1', about, {})).not.toHaveProperty('hashes');
  });

  it('are waited for, unless the user interrupts', async () => {
    const slow = new FullDigests({ digests });
    let finish: (sha256: string) => void = () => {};
    vi.spyOn(slow, 'digest').mockReturnValue(new Promise((resolve) => (finish = resolve)));
    const reading = modelHashes(slow, services, () => {}).begin(planOf('a'));
    const interrupt = new AbortController();
    const interrupted = reading.all(interrupt.signal);
    interrupt.abort();
    expect(await interrupted).toBeUndefined();
    const all = reading.all();
    finish('known late');
    expect(await all).toEqual({ load0: { 'a.safetensors': 'known late' } });
    reading.end();
  });

  it('leave a file out that cannot be read, with a sentence', async () => {
    const broken = new FullDigests({ digests });
    vi.spyOn(broken, 'digest').mockRejectedValue(new Error('EIO: i/o error'));
    const say = vi.fn<(message: string) => void>();
    expect(await modelHashes(broken, services, say).begin(planOf('a')).all()).toEqual({ load0: {} });
    expect(say.mock.calls).toEqual([[`Pictures do not name ${join(FOLDER, 'a.safetensors')}: EIO: i/o error`]]);
  });
});

describe('the progress of a reading', () => {
  afterEach(() => vi.useRealTimers());

  it('is told twice a second, with the time left, and says when pictures wait', async () => {
    vi.useFakeTimers();
    let [bytes, finish] = [0, (): void => {}];
    const onReading = vi.fn<OnReading>();
    const progress = new ReadingProgress({ bytesRead: () => bytes }, onReading);
    progress.add('known', 500, Promise.resolve());
    progress.add('large', 1000, new Promise<void>((resolve) => (finish = resolve)));
    await vi.advanceTimersByTimeAsync(500);
    expect(onReading.mock.lastCall).toEqual([{ done: 0, of: 1000, left: undefined, isAwaited: false }]);
    bytes = 250;
    await vi.advanceTimersByTimeAsync(500);
    expect(onReading.mock.lastCall).toEqual([{ done: 250, of: 1000, left: 1.5, isAwaited: false }]);
    progress.isAwaited = true;
    await vi.advanceTimersByTimeAsync(500);
    expect(onReading.mock.lastCall).toEqual([{ done: 250, of: 1000, left: undefined, isAwaited: true }]);
    finish();
    await vi.advanceTimersByTimeAsync(5000);
    expect(onReading.mock.lastCall).toMatchObject([{ done: 1000, of: 1000 }]);
    expect(onReading).toHaveBeenCalledTimes(4);
  });

  it('is not told of files that are known at once', async () => {
    vi.useFakeTimers();
    const onReading = vi.fn<OnReading>();
    new ReadingProgress({ bytesRead: () => 0 }, onReading).add('small', 10, Promise.resolve());
    await vi.advanceTimersByTimeAsync(2000);
    expect(onReading).not.toHaveBeenCalled();
  });
});
