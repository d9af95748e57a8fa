/** The sentence beside the Run button of the form. */
import { describe, expect, it } from 'vitest';
import type { Forecast, NodeForecast } from '../../../engine/protocol/index.ts';
import { runBarText } from '../../../editor/panels/form/run-bar-text.ts';
import { fakeEditor, fakeRun } from './fake.ts';

const RUN: NodeForecast = { node: 'a', type: 'x', action: 'run', why: { kind: 'first-time' }, seconds: undefined };
const REUSE: NodeForecast = { node: 'b', type: 'x', action: 'reuse', tier: 'memory' };

function text(parts: { run?: ReturnType<typeof fakeRun>; forecast?: Forecast }, left?: number): string {
  const { run, forecast } = parts;
  const { editor } = fakeEditor({ runs: [fakeRun(1, 'queued', { position: 0 }), ...(run ? [run] : [])] });
  Object.assign(editor, {
    activity: { value: { run, nodes: {}, previews: {}, pictures: {}, earlier: {} } },
    forecast: { value: forecast },
  });
  return runBarText(editor, left);
}

describe('the run bar', () => {
  it('shows the time left of an active run, or its place in the queue', () => {
    expect(text({ run: fakeRun(2, 'running') })).toBe('Working…');
    expect(text({ run: fakeRun(2, 'running') }, 12.4)).toBe('About 12 s left');
    expect(text({ run: fakeRun(2, 'queued', { position: 1 }) })).toBe('Number 2 in the queue');
  });

  it('says that the picture waits for the models to be read, and for how long', () => {
    const reading = { done: 12e9, of: 41e9, left: 40, isAwaited: true };
    expect(text({ run: fakeRun(2, 'running', { reading }) }, 0)).toBe(
      'Reading the models, to name them in the picture: 12.0 GB of 41.0 GB, 40 s left',
    );
    const beside = { ...reading, isAwaited: false };
    expect(text({ run: fakeRun(2, 'running', { reading: beside }) }, 12.4)).toBe('About 12 s left');
  });

  it('shows the forecast while no run is active', () => {
    expect(text({ forecast: { nodes: [RUN], seconds: 3.2, unknown: 0 } })).toBe('Takes about 3.2 s');
    expect(text({ forecast: { nodes: [RUN], seconds: undefined, unknown: 1 } })).toBe('');
    expect(text({ forecast: { nodes: [REUSE], seconds: undefined, unknown: 0 } })).toBe(
      'Nothing has changed, so the result appears at once.',
    );
  });
});
