// @vitest-environment happy-dom
/** The log panel. */
import { signal } from '@preact/signals';
import { h } from 'preact';
import { afterEach, expect, it, vi } from 'vitest';
import type { LogEntry } from '../../../engine/protocol/index.ts';
import { LogPanel } from '../../../editor/panels/log/LogPanel.tsx';
import { choose, clear, click, named, settled, show, texts } from './dom.ts';
import { fakeEditor } from './fake.ts';

afterEach(clear);

const fox = { id: 'r7', number: 7, name: 'Fox' };
const hen = { id: 'r8', number: 8, name: 'Hen' };

const ENTRIES: readonly LogEntry[] = [
  { id: 1, time: 1000, level: 'warning', kind: 'server', text: 'The process died and is started again' },
  { id: 2, time: 2000, level: 'info', kind: 'run-started', attempt: 1, run: fox },
  { id: 3, time: 3000, level: 'info', kind: 'models-loaded', models: ['nano/transformer'], seconds: 1.23 },
  { id: 4, time: 4000, level: 'detail', kind: 'node-done', node: 'paint', seconds: 12.4, run: fox },
  { id: 5, time: 5000, level: 'warning', kind: 'node-note', node: 'words', text: 'It is long.', run: fox },
  { id: 6, time: 6000, level: 'error', kind: 'node-failed', node: 'gone', text: 'No disk.', run: hen },
  { id: 7, time: 7000, level: 'error', kind: 'run-ended', state: 'failed', seconds: 4.5, run: hen },
  { id: 8, time: 8000, level: 'info', kind: 'cache-collected', count: 2, bytes: 3e6 },
];

async function shown() {
  const { editor } = fakeEditor();
  const entries = signal(ENTRIES);
  const log = {
    entries,
    failure: signal(undefined),
    open: vi.fn<() => void>(),
    clear: () => void (entries.value = []),
  };
  const root = show(h(LogPanel, { editor: { ...editor, log }, close: () => {} }));
  await settled();
  return { root, entries, log };
}

it('tells entries as sentences, with the titles of nodes', async () => {
  const { root, log } = await shown();
  expect(log.open).toHaveBeenCalled();
  expect(texts(root, '.pn-log-line p')).toEqual([
    'The process died and is started again',
    'The run started.',
    'Loaded nano/transformer in 1.2 s.',
    'Words: It is long.',
    'gone: No disk.',
    'The run failed, after 4.5 s.',
    '2 kept results removed to make room (3.0 MB).',
  ]);
});

it('shows the level and the run that are chosen', async () => {
  const { root } = await shown();
  await choose(named(root, 'Least important level', 'select'), 'detail');
  expect(texts(root, '.pn-log-line p')).toContain('Paint took 12 s.');
  await choose(named(root, 'Least important level', 'select'), 'error');
  expect(texts(root, '.pn-log-line p')).toEqual(['gone: No disk.', 'The run failed, after 4.5 s.']);
  await choose(named(root, 'Least important level', 'select'), 'info');
  await choose(named(root, 'Run', 'select'), 'r7');
  expect(texts(root, '.pn-log-line p')).toEqual(['The run started.', 'Words: It is long.']);
});

it('copies what is shown, and is cleared', async () => {
  const written: string[] = [];
  vi.stubGlobal('navigator', {
    platform: '',
    clipboard: { writeText: async (text: string) => written.push(text) },
  });
  const { root } = await shown();
  await choose(named(root, 'Least important level', 'select'), 'error');
  await click(named(root, 'Copy what is shown'));
  expect(written[0]?.split('\n')[0]).toBe('1970-01-01T00:00:06.000Z error gone: No disk.');
  await click(named(root, 'Clear the list'));
  expect(root.textContent).toContain('Nothing to tell yet.');
  vi.unstubAllGlobals();
});
