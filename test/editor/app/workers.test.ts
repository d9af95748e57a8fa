// @vitest-environment happy-dom
/** The workers panel, and the worker of a run in the queue. */
import { signal } from '@preact/signals';
import { h } from 'preact';
import { afterEach, expect, it, vi } from 'vitest';
import type { GoneWorker } from '../../../editor/client/fleet.ts';
import { QueuePanel } from '../../../editor/panels/queue/QueuePanel.tsx';
import { WorkersPanel } from '../../../editor/panels/workers/WorkersPanel.tsx';
import { WorkersButton } from '../../../editor/app/page/WorkersButton.tsx';
import type { FleetInfo, WorkerInfo } from '../../../engine/protocol/index.ts';
import { clear, click, settled, show, texts } from '../panels/dom.ts';
import { fakeEditor, fakeRun } from '../panels/fake.ts';

afterEach(clear);

const IDLE: WorkerInfo = {
  id: 'a',
  name: 'attic',
  version: '0.1.0',
  state: 'idle',
  since: Date.now() - 300_000,
  started: 0,
  models: ['nano', 'Qwen-Image'],
  loaded: ['nano'],
  device: 'auto',
  precisions: ['int8'],
  devices: [{ name: 'cuda', used: 3e9, limit: 8e9 }],
  memory: { free: 4e9, total: 16e9 },
  done: 12,
};
const BUSY: WorkerInfo = {
  ...IDLE,
  id: 'b',
  name: 'cellar',
  state: 'working',
  run: { id: 'r7', number: 7, name: 'Fox', node: 'paint', progress: 0.4, since: 0 },
};

async function shown(now: FleetInfo | undefined, gone: readonly GoneWorker[] = [], failure?: string) {
  const { editor } = fakeEditor({ runs: [fakeRun(7, 'running')] });
  const open = vi.fn<() => void>();
  const fleet = { now: signal(now), gone: signal(gone), failure: signal(failure), open };
  const withFleet = { ...editor, fleet };
  const root = show(h(WorkersPanel, { editor: withFleet, close: () => {} }));
  await settled();
  return { root, open, editor: withFleet };
}

it('says of each worker what it does, and what it has', async () => {
  const { root, open } = await shown({ queue: 'redis', isReachable: true, workers: [IDLE, BUSY] });
  expect(open).toHaveBeenCalled();
  expect(texts(root, '.wk-card header')).toEqual(['atticWaits for work · 5 min ago', 'cellarWorks · 5 min ago']);
  const [attic = root, cellar = root] = root.querySelectorAll<HTMLElement>('.wk-card');
  expect(texts(attic, 'dt, dd').join('|')).toBe(
    'In memory|nano|Can serve|2 models|Computes on|auto, int8|cuda|3.0 GB of 8.0 GB|' +
      'Free memory|4.0 GB of 16.0 GB|Runs done|12',
  );
  expect(texts(cellar, '.wk-run p')).toEqual(['7Fox', 'paint']);
  expect(cellar.querySelector('[role="progressbar"]')?.getAttribute('aria-valuenow')).toBe('40');
});

it('says which worker drains, which gets no runs and why, and which was lost with what', async () => {
  const draining: WorkerInfo = { ...BUSY, state: 'draining' };
  const old: WorkerInfo = { ...IDLE, problem: 'It is of another version.' };
  const lost: GoneWorker = { worker: { ...BUSY, id: 'c', name: 'loft' }, since: Date.now(), how: 'lost' };
  const left: GoneWorker = { worker: { ...IDLE, id: 'd', name: 'shed' }, since: Date.now(), how: 'left' };
  const { root } = await shown({ queue: 'redis', isReachable: true, workers: [draining, old] }, [lost, left]);
  expect(texts(root, '.wk-state')[0]).toMatch(/^Drains ·/);
  expect(texts(root, '.wk-warning')).toEqual(['It is of another version.']);
  expect(texts(root, '.wk-gone')).toEqual([
    'loft was lost Another worker goes on with run 7.just now',
    'shed was drained and has leftjust now',
  ]);
});

it.each<[string, FleetInfo, readonly string[]]>([
  [
    'a server without a queue',
    { workers: [] },
    ['inkloom start --queue redis://HOST:6379 --store PLACE', 'inkloom worker --queue redis://HOST:6379 --store PLACE'],
  ],
  [
    'a queue without workers',
    { queue: 'postgres', isReachable: true, workers: [] },
    ['inkloom worker --queue postgres://HOST/DATABASE --store PLACE'],
  ],
])('says how to add a worker to %s', async (_name, fleet, commands) => {
  const { root } = await shown(fleet);
  expect(texts(root, 'code')).toEqual(commands);
});

it('says that the queue does not answer, and why the server does not', async () => {
  const { root } = await shown({ queue: 'redis', isReachable: false, workers: [] });
  expect(texts(root, '[role="alert"]')).toEqual([expect.stringContaining('The queue does not answer.')]);
  expect(texts(root, 'code')).toEqual([]);
  clear();
  expect(texts((await shown(undefined, [], 'No token.')).root, '.pn-empty p')).toEqual(['No token.']);
});

it('names the worker of a run in the queue', async () => {
  const { editor } = await shown({ queue: 'redis', isReachable: true, workers: [IDLE, BUSY] });
  const root = show(h(QueuePanel, { editor }));
  await settled();
  expect(texts(root, '.pn-running p').filter((text) => text.startsWith('On '))).toEqual(['On cellar']);
});

it('counts the workers on the line at the bottom, where there is a queue', async () => {
  const { editor } = await shown({ workers: [] });
  const root = show(h(WorkersButton, { editor }));
  await settled();
  expect(root.querySelector('button')).toBeNull();
  editor.fleet.now.value = { queue: 'redis', isReachable: true, workers: [IDLE, BUSY] };
  await settled();
  const button = root.querySelector('button');
  expect(button?.textContent?.trim()).toBe('2 workers');
  await click(button);
  expect(editor.settings.value.panels).toEqual(['workers']);
});
