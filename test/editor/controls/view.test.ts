/** The view of a picture, picture heights on nodes, time left, node states in words, seeds of a picture. */
import { assert, double, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsFor } from '../../../editor/controls/pictures/picture-grid.ts';
import { statusText } from '../../../editor/controls/widgets/status-text.ts';
import { TimeLeft } from '../../../editor/controls/widgets/time.ts';
import { seedsInto } from '../../../editor/controls/viewer/facts.ts';
import { bounded, fitted, MOST_ZOOM, toPicture, wheelFactor, zoomedAt } from '../../../editor/controls/viewer/view.ts';
import { nodeTypes } from '../../../editor/document/graph/catalogue.ts';
import { catalogueNode } from './support/stub.ts';

const STAGE = { width: 1000, height: 600 };
const sizes = record({ width: integer({ min: 1, max: 20_000 }), height: integer({ min: 1, max: 20_000 }) });

describe('the view of a picture', () => {
  it('fits it into the middle, and enlarges a small one at most four times', () => {
    expect(fitted({ width: 2000, height: 1000 }, STAGE)).toEqual({ k: 0.484, x: 16, y: 58 });
    expect(fitted({ width: 100, height: 50 }, STAGE).k).toBe(4);
    assert(
      property(sizes, (picture) => {
        const { x, y, k } = fitted(picture, STAGE);
        expect(x + (picture.width * k) / 2).toBeCloseTo(500, 3);
        expect(y + (picture.height * k) / 2).toBeCloseTo(300, 3);
      }),
    );
  });

  it('keeps the point under the pointer in place when it zooms', () => {
    assert(
      property(
        integer({ min: 0, max: 1000 }),
        integer({ min: 0, max: 600 }),
        double({ min: 0.1, max: 32, noNaN: true }),
        (x, y, k) => {
          const before = { x: 12, y: -40, k: 1.5 };
          const [a, b] = [toPicture(before, { x, y }), toPicture(zoomedAt(before, { x, y }, k), { x, y })];
          expect(b.x).toBeCloseTo(a.x, 6);
          expect(b.y).toBeCloseTo(a.y, 6);
        },
      ),
    );
  });

  it('always keeps some of it on the stage, and zooms up to 3200 %', () => {
    assert(
      property(
        sizes,
        integer({ min: -90_000, max: 90_000 }),
        integer({ min: -90_000, max: 90_000 }),
        double({ min: 0.001, max: 500, noNaN: true }),
        (picture, x, y, k) => {
          const view = bounded({ x, y, k }, picture, STAGE);
          expect(view.k).toBeLessThanOrEqual(MOST_ZOOM);
          expect(view.x).toBeLessThan(STAGE.width);
          expect(view.x + picture.width * view.k).toBeGreaterThan(0);
          expect(view.y).toBeLessThan(STAGE.height);
          expect(view.y + picture.height * view.k).toBeGreaterThan(0);
        },
      ),
    );
  });

  it('zooms at a similar rate by mice and touch pads', () => {
    expect(wheelFactor({ deltaY: -3, deltaMode: 1, ctrlKey: false })).toBeGreaterThan(1.1);
    expect(wheelFactor({ deltaY: 100_000, deltaMode: 0, ctrlKey: false })).toBeGreaterThan(0.5);
    expect(wheelFactor({ deltaY: 10, deltaMode: 0, ctrlKey: true })).toBeCloseTo(Math.exp(-0.1));
  });
});

describe('the grid of pictures on a node', () => {
  it('has more columns for more pictures', () => {
    expect([1, 2, 4, 5, 9].map(columnsFor)).toEqual([1, 2, 2, 3, 3]);
  });
});

describe('the time left', () => {
  it('is estimated from computed steps, not from reused ones', () => {
    const times = new TimeLeft();
    expect(times.take(4, 10, 0)).toBeUndefined();
    expect(times.take(5, 10, 2000)).toBe(10);
    expect(times.take(6, 10, 6000)).toBe(12);
    // Half of a step counts as half.
    expect(times.take(6.5, 10, 8000)).toBeCloseTo(11.2);
    // A smaller step number: another run has begun.
    expect(times.take(1, 10, 9000)).toBeUndefined();
    // These steps took no time, so they were reused.
    expect(times.take(5, 10, 9010)).toBeUndefined();
  });
});

describe('the state of a node', () => {
  const text = (facts: Partial<Parameters<typeof statusText>[0]>): string =>
    statusText({ activity: undefined, isRunning: false, forecast: undefined, left: undefined, ...facts }).text;
  const run = { node: 'n', type: 't', action: 'run', why: { kind: 'first-time' }, seconds: 12.4 } as const;

  it('is the forecast before any run', () => {
    expect(text({})).toBe('');
    expect(text({ forecast: run })).toBe('Will run · about 12 s');
    expect(text({ forecast: { ...run, seconds: undefined } })).toBe('Will run');
    expect(text({ forecast: { node: 'n', type: 't', action: 'reuse', tier: 'disk' } })).toBe('Will be reused');
    expect(text({ forecast: { node: 'n', type: 't', action: 'not-needed' } })).toBe('Not needed');
  });

  it('is never that the node will run, when it cannot', () => {
    expect(text({ forecast: run, problem: 'It has no counterpart here.' })).toBe('Cannot run');
    expect(text({ forecast: run, problem: 'Gone.', isRunning: true, activity: { state: 'queued' } })).toBe('Waiting');
  });

  it('is the progress while a run is active', () => {
    expect(text({ isRunning: true, activity: { state: 'queued' }, forecast: run })).toBe('Waiting');
    expect(
      statusText({ isRunning: true, activity: { state: 'running', value: 7, max: 20 }, forecast: run, left: 3.2 }),
    ).toMatchObject({ text: 'Step 7 of 20 · 3.2 s left', part: 0.35 });
    expect(
      statusText({
        isRunning: true,
        activity: { state: 'running', value: 7.5, max: 20 },
        forecast: run,
        left: undefined,
      }),
    ).toMatchObject({ text: 'Step 7 of 20', part: 0.375 });
    expect(text({ isRunning: true, activity: { state: 'running' } })).toBe('Running');
  });

  it('is the result of the run until the node has changed', () => {
    const done = { state: 'done', origin: 'executed', seconds: 3.2 } as const;
    expect(text({ activity: done })).toBe('Done in 3.2 s');
    expect(text({ activity: done, forecast: { node: 'n', type: 't', action: 'reuse', tier: 'memory' } })).toBe(
      'Done in 3.2 s',
    );
    expect(text({ activity: done, forecast: run })).toBe('Will run · about 12 s');
    expect(text({ activity: { state: 'done', origin: 'disk' } })).toBe('Reused from disk');
    expect(text({ activity: { state: 'failed', message: 'No.' }, forecast: run })).toBe('No.');
    expect(text({ activity: { state: 'skipped' } })).toBe('Skipped');
  });
});

describe('the seeds of a picture', () => {
  it('are those of all nodes it depends on', () => {
    const types = nodeTypes({
      nodes: [
        catalogueNode(
          'noise',
          { seed: { kind: 'seed', default: 0 }, in: { kind: 'socket', socket: { name: 'x' } } },
          { out: 'x' },
        ),
      ],
    });
    const nodes = {
      a: { type: 'noise', inputs: { seed: '7' } },
      b: { type: 'noise', inputs: { seed: { each: [1, 2] }, in: { from: 'a.out' } } },
      c: { type: 'noise', inputs: { in: [{ from: 'b.out' }] } },
      d: { type: 'noise', inputs: { seed: 9 } },
    };
    expect(seedsInto({ format: 'inkloom-workflow', version: 3, name: 'S', nodes }, types, 'c')).toEqual([
      '0',
      '1',
      '2',
      '7',
    ]);
  });
});
