/** Runs and what they did with their nodes, by document. */
import { describe, expect, it } from 'vitest';
import { currentRun, latestPictures, orderRuns } from '../../../editor/client/run-order.ts';
import { createRuns } from '../../../editor/client/runs.ts';
import type { LiveEvent, RunEventBody, RunFile, RunInfo } from '../../../engine/protocol/index.ts';

function run(number: number, rest: Partial<RunInfo> = {}): RunInfo {
  return {
    id: `r${number}`,
    number,
    document: 'a',
    name: 'Test',
    state: 'done',
    attempt: 1,
    created: number,
    ended: number,
    files: [],
    failures: [],
    ...rest,
  };
}

function picture(node: string, name: string): RunFile {
  return { node, folder: 'output', name, url: `/api/pictures/output/${name}`, mediaType: 'image/png' };
}

/** Runs, functions that send them events, and the addresses of previews in use. */
function harness() {
  const addresses = new Set<string>();
  let made = 0;
  const runs = createRuns({
    make() {
      made += 1;
      addresses.add(`blob:${made}`);
      return `blob:${made}`;
    },
    revoke: (url) => addresses.delete(url),
  });
  let sequence = 0;
  const tell = (body: object): void => runs.event({ ...body, sequence: (sequence += 1), time: 0 } as LiveEvent);
  return {
    runs,
    addresses,
    show: (info: RunInfo) => tell({ type: 'run', run: info }),
    remove: (id: string) => tell({ type: 'run-removed', run: id }),
    event: (id: string, event: RunEventBody) => tell({ type: 'run-event', run: id, event }),
    preview: (id: string, node: string, value: number) =>
      runs.preview({ run: id, node, value, max: 4, mediaType: 'image/webp' }, new Uint8Array(1)),
  };
}

describe('runs', () => {
  it('are ordered: running, then waiting by place, then finished by age', () => {
    const runs = [
      run(1, { ended: 50 }),
      run(2, { ended: 60 }),
      run(3, { state: 'queued', position: 1 }),
      run(4, { state: 'queued', position: 0 }),
      run(5, { state: 'running' }),
    ];
    expect(orderRuns(runs).map(({ number }) => number)).toEqual([5, 4, 3, 2, 1]);
    expect(currentRun(runs, 'a')?.number).toBe(5);
    expect(currentRun(runs, 'b')).toBeUndefined();
  });

  it('keep the last pictures of each node over runs that made none', () => {
    const runs = [
      run(1, { files: [picture('save', '1.png'), picture('look', 'l.png')] }),
      run(2, { files: [picture('save', '2.png')] }),
      run(3, { document: 'b', files: [picture('save', '3.png')] }),
    ];
    const pictures = latestPictures(runs, 'a');
    expect(
      Object.fromEntries(Object.entries(pictures).map(([node, files]) => [node, files.map(({ name }) => name)])),
    ).toEqual({ save: ['2.png'], look: ['l.png'] });
    expect(latestPictures(structuredClone(runs), 'a', pictures)).toBe(pictures);
  });

  it('mark nodes of their own document only', () => {
    const { runs, show, event } = harness();
    show(run(1, { state: 'running' }));
    show(run(2, { state: 'queued', position: 0, document: 'b' }));
    event('r1', { type: 'node-queued', node: 'n', why: { kind: 'first-time' } });
    event('r1', { type: 'node-started', node: 'n' });
    expect(runs.activityOf('a').nodes['n']?.state).toBe('running');
    expect(runs.activityOf('b')).toMatchObject({ run: { id: 'r2' }, nodes: {}, previews: {}, pictures: {} });
    expect(runs.activityOf('c').run).toBeUndefined();
  });

  it('leave the marks of the last run while the next one waits', () => {
    const { runs, show, event } = harness();
    show(run(1, { state: 'running' }));
    event('r1', { type: 'node-done', node: 'n', origin: 'executed', seconds: 2 });
    show(run(1));
    show(run(2, { state: 'queued', position: 0 }));
    expect(runs.activityOf('a')).toMatchObject({ run: { id: 'r2' }, nodes: { n: { state: 'done', seconds: 2 } } });
    show(run(2, { state: 'running' }));
    event('r2', { type: 'run-started', nodes: ['n'], targets: ['n'] });
    expect(runs.activityOf('a').nodes).toEqual({});
  });

  it('are taken and started as the server says', () => {
    const { runs } = harness();
    runs.welcome({ runs: [], documents: [], activity: {}, queueMode: 'paused' });
    expect(runs.mode.value).toBe('paused');
    runs.event({ type: 'queue-mode', mode: 'open', sequence: 1, time: 0 });
    expect(runs.mode.value).toBe('open');
    runs.event({ type: 'queue-mode', mode: 'draining', sequence: 2, time: 0 });
    // A restart ends it.
    runs.welcome({ runs: [], documents: [], activity: {}, queueMode: 'open' });
    expect(runs.mode.value).toBe('open');
  });

  it('start over from a snapshot', () => {
    const { runs, show, addresses, preview } = harness();
    show(run(1, { state: 'running' }));
    preview('r1', 'n', 1);
    runs.welcome({ runs: [run(7)], documents: [], activity: { a: { run: 'r7', nodes: { n: { state: 'done' } } } } });
    expect(runs.list.value.map(({ id }) => id)).toEqual(['r7']);
    expect(runs.activityOf('a')).toMatchObject({ nodes: { n: { state: 'done' } }, previews: {} });
    expect(addresses.size).toBe(0);
  });

  it('revoke previews when they are replaced, their node is done, or the run ends or is removed', () => {
    const { runs, show, event, remove, addresses, preview } = harness();
    show(run(1, { state: 'running' }));
    preview('r1', 'n', 1);
    preview('r1', 'n', 2);
    preview('r1', 'm', 1);
    expect(runs.activityOf('a').previews).toEqual({
      n: { url: 'blob:2', value: 2, max: 4 },
      m: { url: 'blob:3', value: 1, max: 4 },
    });
    expect(addresses.size).toBe(2);
    event('r1', { type: 'node-done', node: 'n', origin: 'executed', seconds: 1 });
    expect(Object.keys(runs.activityOf('a').previews)).toEqual(['m']);
    show(run(1));
    expect(addresses.size).toBe(0);
    preview('r1', 'n', 3);
    expect(runs.activityOf('a').previews).toEqual({});
    show(run(2, { state: 'running' }));
    preview('r2', 'n', 1);
    remove('r2');
    expect([addresses.size, runs.list.value.length]).toEqual([0, 1]);
  });
});
