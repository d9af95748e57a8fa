// @vitest-environment happy-dom
/** The queue: order of waiting runs, and the panel. */
import { h } from 'preact';
import { assert, array, integer, property, uniqueArray } from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { QueuePanel } from '../../../editor/panels/queue/QueuePanel.tsx';
import { inOrder, moved, placeAt, waitingRuns } from '../../../editor/panels/queue/order.ts';
import { clear, click, named, press, settled, show, texts } from './dom.ts';
import { fakeEditor, fakeRun } from './fake.ts';

afterEach(clear);

const RUNS = [
  fakeRun(1, 'running', { progress: 0.5, started: Date.now() - 10_000, attempt: 2 }),
  fakeRun(2, 'queued', { position: 0 }),
  fakeRun(3, 'queued', { position: 1 }),
  fakeRun(4, 'queued', { position: 2 }),
];

describe('the order of the queue', () => {
  it('shows the seed and the beginning of the prompt of each run, and the whole prompt as a tooltip', async () => {
    const { editor } = fakeEditor({ runs: [fakeRun(1, 'running'), fakeRun(2, 'queued')] });
    const root = show(h(QueuePanel, { editor }));
    await settled();
    const words = [...root.querySelectorAll('.pn-run-words')];
    expect(words.map((each) => each.textContent)).toEqual(['seed 7 · A red fox', 'seed 7 · A red fox']);
    expect(words.map((each) => each.getAttribute('title'))).toEqual(['A red fox', 'A red fox']);
  });

  it('keeps the other runs in order when one is moved', () => {
    assert(
      property(
        uniqueArray(integer(), { minLength: 1 }),
        integer({ min: 0, max: 20 }),
        integer({ min: -3, max: 20 }),
        (list, from, to) => {
          const place = from % list.length;
          const next = moved(list, place, to);
          const item = list[place];
          expect(next.filter((each) => each !== item)).toEqual(list.filter((each) => each !== item));
          expect(next.indexOf(item ?? 0)).toBe(Math.max(0, Math.min(to, list.length - 1)));
        },
      ),
    );
  });

  it('is that of the server until the user changes it', () => {
    const waiting = waitingRuns(RUNS.toReversed());
    expect(waiting.map(({ id }) => id)).toEqual(['r2', 'r3', 'r4']);
    expect(inOrder(waiting, ['r4', 'r2']).map(({ id }) => id)).toEqual(['r4', 'r2', 'r3']);
    expect(inOrder(waiting, undefined)).toEqual(waiting);
  });

  it('drops a row between the middles of the others', () => {
    assert(
      property(array(integer({ min: 0, max: 500 })), integer({ min: -10, max: 510 }), (middles, y) => {
        const sorted = middles.toSorted((a, b) => a - b);
        const place = placeAt(y, sorted);
        expect(sorted.slice(0, place).every((middle) => middle < y)).toBe(true);
        expect(sorted.slice(place).every((middle) => middle >= y)).toBe(true);
      }),
    );
  });
});

describe('the queue panel', () => {
  it('shows the progress of the active run, and that it was resumed', () => {
    const root = show(h(QueuePanel, { editor: fakeEditor({ runs: RUNS }).editor }));
    expect(root.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow')).toBe('50');
    expect(root.textContent).toContain('Resumed after a restart');
    expect(texts(root, '.pn-label')).toEqual(['3 waiting']);
  });

  it('explains itself while it is empty', () => {
    const root = show(h(QueuePanel, { editor: fakeEditor().editor }));
    expect(root.textContent).toContain('Nothing is running');
    expect(root.querySelector('button')).toBeNull();
  });

  it('moves a run with Alt and an arrow key, and reads out its new place', async () => {
    const { editor, calls } = fakeEditor({ runs: RUNS });
    const root = show(h(QueuePanel, { editor }));
    await press(root.querySelector('[data-run=r4]'), 'ArrowUp', { altKey: true });
    expect(calls).toContainEqual(['orderQueue', ['r2', 'r4', 'r3']]);
    expect(root.querySelector('[role=status]')?.textContent).toBe('Run 4 is now number 2 of 3 in the queue.');
    await press(root.querySelector('[data-run=r2]'), 'ArrowUp', { altKey: true });
    expect(calls.filter(([name]) => name === 'orderQueue')).toHaveLength(1);
  });

  it('moves a run to the front, removes, cancels and clears runs', async () => {
    const { editor, calls } = fakeEditor({ runs: RUNS });
    const root = show(h(QueuePanel, { editor }));
    await click(named(root, 'Move run 4 to the front'));
    await click(named(root, 'Remove run 3'));
    await press(root.querySelector('[data-run=r2]'), 'Delete');
    await click(named(root, 'Cancel run 1'));
    await click(named(root, 'Clear all'));
    expect(calls.filter(([name]) => name !== 'runDetail')).toEqual([
      ['orderQueue', ['r4', 'r2', 'r3']],
      ['cancelRun', 'r3'],
      ['cancelRun', 'r2'],
      ['cancelRun', 'r1'],
      ['clearQueue'],
    ]);
  });

  it('moves a run by dragging', async () => {
    const { editor, calls } = fakeEditor({ runs: RUNS });
    const root = show(h(QueuePanel, { editor }));
    for (const [index, row] of [...root.querySelectorAll<HTMLElement>('[data-run]')].entries())
      row.getBoundingClientRect = () => ({ top: index * 30, height: 30 }) as DOMRect;
    const grip = root.querySelector('[data-run=r2] .pn-grip');
    grip?.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, button: 0, clientY: 10 }));
    window.dispatchEvent(new PointerEvent('pointermove', { clientY: 80 }));
    await settled();
    expect(root.querySelector('.pn-dragged')).not.toBeNull();
    window.dispatchEvent(new PointerEvent('pointerup', { clientY: 80 }));
    await settled();
    expect(calls.filter(([name]) => name !== 'runDetail')).toEqual([['orderQueue', ['r3', 'r4', 'r2']]]);
  });
});

describe('a queue that does not go on as usual', () => {
  it('is paused and finished up by buttons', async () => {
    const { editor, calls } = fakeEditor({ runs: RUNS });
    const root = show(h(QueuePanel, { editor }));
    await click(named(root, 'Pause'));
    await click(named(root, 'Finish up'));
    expect(calls.filter(([name]) => name === 'setQueueMode')).toEqual([
      ['setQueueMode', 'paused'],
      ['setQueueMode', 'draining'],
    ]);
  });

  it.each([
    ['paused', 'Paused: no run starts.', 'Resume'],
    ['draining', 'No new runs are taken. Those that wait are finished.', 'Take runs again'],
  ] as const)('says that it is %s, and goes on at a button', async (queueMode, text, button) => {
    const { editor, calls } = fakeEditor({ runs: [], queueMode });
    const root = show(h(QueuePanel, { editor }));
    expect(root.querySelector('[role=status]')?.textContent).toBe(text + button);
    await click(named(root, button));
    expect(calls).toContainEqual(['setQueueMode', 'open']);
  });

  it('lists runs that were given up, with the reason, to be run again or removed', async () => {
    const failures = [{ node: '', type: '', code: 'given-up', message: 'The server ended unexpectedly.' }];
    const { editor, calls } = fakeEditor({ runs: [fakeRun(5, 'failed', { failures }), fakeRun(6, 'failed')] });
    const root = show(h(QueuePanel, { editor }));
    expect(texts(root, '.pn-given-up-run p')).toEqual(['The server ended unexpectedly.']);
    await click(named(root, 'Run again'));
    await click(named(root, 'Remove run 5'));
    expect(calls.filter(([name]) => name === 'runAgain' || name === 'deleteRun')).toEqual([
      ['runAgain', 'r5'],
      ['deleteRun', 'r5'],
    ]);
  });
});
