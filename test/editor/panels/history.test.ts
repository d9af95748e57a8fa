// @vitest-environment happy-dom
/** The history of runs: pages, keys, and the panel. */
import { h } from 'preact';
import { assert, constantFrom, integer, property } from 'fast-check';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RunDetail, RunInfo } from '../../../engine/protocol/index.ts';
import { gridStep } from '../../../editor/panels/history/grid-keys.ts';
import { createRunPages, finishedRuns, PAGE_SIZE } from '../../../editor/panels/history/pages.ts';
import { HistoryPanel } from '../../../editor/panels/history/HistoryPanel.tsx';
import { clear, click, named, press, settled, show } from './dom.ts';
import { fakeEditor, fakeRun, WORKFLOW } from './fake.ts';

afterEach(clear);
// Preact recognises an event by this property, which happy-dom lacks.
beforeAll(
  () =>
    void Object.defineProperty(HTMLElement.prototype, 'ondragstart', {
      value: null,
      writable: true,
      configurable: true,
    }),
);

const STORE = Array.from({ length: 60 }, (_, index) => fakeRun(60 - index, 'done'));
const page = async ({ limit = 20, before = Infinity }: { limit?: number; before?: number } = {}): Promise<RunInfo[]> =>
  STORE.filter(({ number }) => number < before).slice(0, limit);
const file = (name: string) =>
  ({
    folder: 'output',
    name,
    url: `/files/${name}`,
    mediaType: 'image/png',
    node: 'save',
    width: 64,
    height: 64,
  }) as const;

describe('pages of finished runs', () => {
  it('are loaded one after another until there are no more', async () => {
    const pages = createRunPages({ runs: page });
    await pages.more();
    expect(pages.loaded.value.map(({ number }) => number)).toEqual(
      STORE.slice(0, PAGE_SIZE).map(({ number }) => number),
    );
    expect(pages.complete.value).toBe(false);
    await pages.more();
    await pages.more();
    await pages.more();
    expect(pages.loaded.value).toEqual(STORE);
    expect(pages.complete.value).toBe(true);
  });

  it('are loaded once, even if asked for several times at once', async () => {
    let asked = 0;
    const pages = createRunPages({
      runs: async (query) => {
        asked += 1;
        return page(query);
      },
    });
    await Promise.all([pages.more(), pages.more(), pages.more()]);
    expect(asked).toBe(1);
    expect(pages.loaded.value).toHaveLength(PAGE_SIZE);
  });

  it('report a failure, and load on after it', async () => {
    let broken = true;
    const pages = createRunPages({
      runs: async (query) => {
        if (broken) throw new Error('The server cannot be reached.');
        return page(query);
      },
    });
    await pages.more();
    expect(pages.error.value).toBe('The server cannot be reached.');
    broken = false;
    await pages.more();
    expect(pages.error.value).toBeUndefined();
    expect(pages.loaded.value).toHaveLength(PAGE_SIZE);
  });

  it('are merged with the runs the server reports, without repetition, latest first', () => {
    const live = [fakeRun(61, 'running'), fakeRun(60, 'failed'), fakeRun(62, 'done', { document: 'other' })];
    const all = finishedRuns(live, STORE);
    expect(all.map(({ number }) => number).slice(0, 3)).toEqual([62, 60, 59]);
    expect(all.find(({ number }) => number === 60)?.state).toBe('failed');
    expect(finishedRuns(live, STORE, 'd').some(({ number }) => number === 62)).toBe(false);
  });
});

describe('moving in a grid', () => {
  it('stays inside it', () => {
    assert(
      property(
        constantFrom('ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'),
        integer({ min: 1, max: 6 }),
        integer({ min: 1, max: 30 }),
        integer({ min: 0, max: 29 }),
        (key, columns, count, start) => {
          const to = gridStep(key, start % count, columns, count);
          expect(to).toBeGreaterThanOrEqual(0);
          expect(to).toBeLessThan(count);
        },
      ),
    );
  });

  it('goes down to the end of a shorter last row, and stays there', () => {
    expect(gridStep('ArrowDown', 2, 3, 5)).toBe(4);
    expect(gridStep('ArrowDown', 4, 3, 5)).toBe(4);
    expect(gridStep('ArrowDown', 1, 3, 5)).toBe(4);
    expect(gridStep('a', 1, 3, 5)).toBeUndefined();
  });
});

describe('the history panel', () => {
  const RUNS = [
    fakeRun(9, 'failed', { failures: [{ node: 'paint/step-3', type: 'paint', message: 'It ran out of memory.' }] }),
    fakeRun(8, 'done', { files: [file('8.png')] }),
    fakeRun(7, 'done', { files: [file('7a.png'), file('7b.png')] }),
    fakeRun(6, 'cancelled'),
  ];
  const detail = (id: string): RunDetail => ({
    ...(RUNS.find((run) => run.id === id) as RunInfo),
    workflow: { ...WORKFLOW, nodes: { ...WORKFLOW.nodes, paint: { type: 'paint', inputs: { seed: 99 } } } },
    nodes: {},
  });
  const open = async () => {
    const fake = fakeEditor({ runs: RUNS, answers: { runs: () => [], runDetail: detail, deleteRun: () => ({}) } });
    const root = show(h(HistoryPanel, { editor: fake.editor }));
    await settled();
    return { ...fake, root, cell: (id: string) => root.querySelector<HTMLElement>(`[data-run=${id}]`) };
  };

  it('explains itself while there are no runs', async () => {
    const root = show(h(HistoryPanel, { editor: fakeEditor({ answers: { runs: () => [] } }).editor }));
    await settled();
    expect(root.textContent).toContain('no finished runs yet');
  });

  it('loads thumbnails lazily', async () => {
    const { cell } = await open();
    expect(cell('r8')?.querySelector('img')?.getAttribute('src')).toBe('/files/8.png?width=320');
    expect(cell('r8')?.querySelector('img')?.getAttribute('loading')).toBe('lazy');
  });

  it('opens the viewer with all pictures, at the one that was clicked', async () => {
    const { editor, cell } = await open();
    await click(cell('r7')?.querySelector('.pn-thumbnail'));
    expect(editor.dialog.value).toEqual({
      kind: 'viewer',
      urls: ['/files/8.png', '/files/7a.png', '/files/7b.png'],
      index: 1,
    });
  });

  it('shows the failed node on Enter', async () => {
    const { calls, cell } = await open();
    expect(cell('r9')?.textContent).toContain('It ran out of memory.');
    await press(cell('r9'), 'Enter');
    expect(calls).toContainEqual(['reveal', 'paint', undefined, []]);
  });

  it('undoes by its notice only the change that the notice is about', async () => {
    const { root, session, cell, calls } = await open();
    await click(cell('r8')?.querySelector('.pn-card-line'));
    await click(named(root, 'Restore'));
    const [, , , undo] = calls.findLast(([name]) => name === 'notify') as readonly [
      string,
      string,
      string,
      { readonly run: () => void },
    ];
    session.document.do({ name: 'Another', patch: [{ path: ['nodes', 'paint', 'inputs', 'seed'], value: 5 }] });
    undo.run();
    expect(session.document.undoName.value).toBe('Another');
    session.document.undo();
    undo.run();
    expect(session.document.workflow.value).toEqual(WORKFLOW);
  });

  it('moves the focus to a neighbour when a run is removed', async () => {
    const { cell } = await open();
    cell('r8')?.focus();
    await press(cell('r8'), 'Delete');
    expect(document.activeElement).toBe(cell('r7'));
  });

  it('shows the seed of the selected run, and restores its graph as one undo step', async () => {
    const { root, session, cell } = await open();
    await click(cell('r8')?.querySelector('.pn-card-line'));
    expect(root.querySelector('.pn-run-details')?.textContent).toContain('seed 99');
    await click(named(root, 'Restore'));
    expect(session.document.workflow.value.nodes['paint']?.inputs).toEqual({ seed: 99 });
    expect(session.document.undo()).toBe('Restore run 8');
    expect(session.document.workflow.value).toEqual(WORKFLOW);
  });

  it('runs the same graph again', async () => {
    const { root, calls, cell } = await open();
    await click(cell('r8')?.querySelector('.pn-card-line'));
    await click(named(root, 'Again'));
    expect(calls.at(-1)).toEqual(['run', { workflow: detail('r8').workflow, document: 'd' }]);
  });

  it('compares two selected runs, the older one first', async () => {
    const { root, editor, cell } = await open();
    await click(cell('r8')?.querySelector('.pn-card-line'));
    await click(cell('r7'), { ctrlKey: true });
    expect(root.querySelectorAll('[aria-selected=true]')).toHaveLength(2);
    await click(named(root, 'Compare'));
    expect(editor.dialog.value).toEqual({ kind: 'compare-runs', runs: ['r7', 'r8'] });
  });

  it('compares the selected run with the one before it', async () => {
    const { root, editor, cell } = await open();
    await click(cell('r7')?.querySelector('.pn-card-line'));
    await click(named(root, 'Compare with run 6'));
    expect(editor.dialog.value).toEqual({ kind: 'compare-runs', runs: ['r6', 'r7'] });
    await press(cell('r7'), 'Escape');
    expect(root.querySelector('[aria-selected=true]')).toBeNull();
  });

  it('moves by keys, with a single tab stop', async () => {
    const { root, cell } = await open();
    expect(root.querySelectorAll('[role=option][tabindex="0"]')).toHaveLength(1);
    cell('r9')?.focus();
    await press(cell('r9'), 'End');
    expect(document.activeElement).toBe(cell('r6'));
    expect(cell('r6')?.getAttribute('aria-selected')).toBe('true');
    expect(cell('r6')?.tabIndex).toBe(0);
  });

  it('removes a run with Delete', async () => {
    const { calls, cell } = await open();
    await press(cell('r6'), 'Delete');
    expect(calls).toContainEqual(['deleteRun', 'r6']);
  });

  it('attaches its picture to a drag', async () => {
    const { cell } = await open();
    const data = new Map<string, string>();
    const event = Object.assign(new Event('dragstart', { bubbles: true }), {
      dataTransfer: { setData: (kind: string, text: string) => data.set(kind, text) },
    });
    cell('r8')?.dispatchEvent(event);
    expect(JSON.parse(data.get('application/x-inkloom-picture') ?? '{}')).toMatchObject({
      folder: 'output',
      name: '8.png',
      url: '/files/8.png',
    });
  });
});
