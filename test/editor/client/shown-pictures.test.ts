/** Which pictures nodes show, and which of them are said to be of an earlier state. */
import { describe, expect, it } from 'vitest';
import { type ShownContext, shownPictures } from '../../../editor/client/shown-pictures.ts';
import type { RunFile, RunInfo, Workflow } from '../../../engine/protocol/index.ts';
import { fakeRun } from '../panels/fake.ts';

const workflow = (steps: number, seed = 1, policy?: 'random'): Workflow => ({
  format: 'inkloom-workflow',
  version: 3,
  name: 'Test',
  nodes: {
    save: { type: 'save', inputs: { image: { from: 'paint.image' } } },
    paint: { type: 'paint', inputs: { steps, seed } },
  },
  view: { nodes: { paint: { x: 0, y: 0, ...(policy ? { seeds: { seed: policy } } : {}) } } },
});

const file = (run: number, key?: string): RunFile => ({
  folder: 'output',
  name: `${run}.png`,
  url: `/${run}.png`,
  mediaType: 'image/png',
  node: 'save',
  ...(key === undefined ? {} : { key }),
});
const run = (number: number, key?: string, state: RunInfo['state'] = 'done'): RunInfo =>
  fakeRun(number, state, { files: [file(number, key)] });

/** A document whose last run is 2, of `ran`, and which now is `now`. */
function shown(ran: Workflow, now: Workflow, more: Partial<ShownContext> = {}) {
  const runs = [run(1, 'one'), run(2, 'two')];
  const latest = { save: runs[1]?.files ?? [] };
  return shownPictures({
    runs,
    latest,
    basis: latest,
    before: {},
    outlook: { workflow: now, results: { save: { keys: ['new'] } } },
    workflowOf: () => ran,
    ...more,
  });
}

describe('the pictures of a node', () => {
  it('are those it would give now, with nothing said', () => {
    const outlook = { workflow: workflow(4), results: { save: { keys: ['two'] } } };
    expect(shown(workflow(4), workflow(4), { outlook })).toEqual({ pictures: { save: [file(2, 'two')] }, earlier: {} });
  });

  it('come from the earlier run that made them, as after an undo', () => {
    const outlook = { workflow: workflow(4), results: { save: { keys: ['one'] } } };
    expect(shown(workflow(8), workflow(4), { outlook })).toEqual({ pictures: { save: [file(1, 'one')] }, earlier: {} });
  });

  it('come from the cache, also when no run of the document made them', () => {
    const kept = [file(9, 'new')];
    const outlook = { workflow: workflow(4), results: { save: { keys: ['new'], pictures: kept } } };
    expect(shown(workflow(8), workflow(4), { outlook }).pictures).toEqual({ save: kept });
    // The same answer again draws nothing anew.
    const before = { save: [file(9, 'new')] };
    expect(shown(workflow(8), workflow(4), { outlook, before }).pictures['save']).toBe(before.save);
  });

  it('stay when nothing newer is kept, and say what changed since', () => {
    expect(shown(workflow(8), workflow(4))).toEqual({
      pictures: { save: [file(2, 'two')] },
      earlier: { save: { run: 2, changes: [{ node: 'paint', input: 'steps', isNextSeed: false }] } },
    });
  });

  it('are of an earlier state when a model changed, which is not in the graph', () => {
    expect(shown(workflow(4), workflow(4)).earlier).toEqual({ save: { run: 2, changes: [] } });
  });

  it('are the latest ones although the next run gets a new seed', () => {
    expect(shown(workflow(4, 1, 'random'), workflow(4, 2, 'random')).earlier).toEqual({});
    // A seed that the user changed is a change.
    expect(shown(workflow(4, 1), workflow(4, 2)).earlier).toHaveProperty('save');
    const both = shown(workflow(4, 1, 'random'), workflow(8, 2, 'random')).earlier['save'];
    expect(both?.changes.map(({ input }) => input)).toEqual(['steps']);
  });

  it('are not judged by an answer from before they were made', () => {
    expect(shown(workflow(8), workflow(4), { basis: {} }).earlier).toEqual({});
    const running = [run(1, 'one'), run(2, 'two', 'running')];
    expect(shown(workflow(8), workflow(4), { runs: running }).earlier).toEqual({});
  });

  it('of a node that cannot run now are of an earlier state, if the node was changed', () => {
    const outlook = { workflow: workflow(4), results: {} };
    expect(shown(workflow(8), workflow(4), { outlook }).earlier).toHaveProperty('save');
    expect(shown(workflow(4), workflow(4), { outlook }).earlier).toEqual({});
  });
});
