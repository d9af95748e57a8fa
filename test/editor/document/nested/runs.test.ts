/** Runs, problems and seeds, seen from inside a subgraph. */
import { describe, expect, it } from 'vitest';
import { drawSeeds, runsAreEqual } from '../../../../editor/app/session/runs/equal-runs.ts';
import { activityAt } from '../../../../editor/document/nested/activity-at.ts';
import { advanceAllSeeds } from '../../../../editor/document/nested/advance-seeds.ts';
import { issuesAt } from '../../../../editor/document/nested/issues-at.ts';
import { flatId, readFlatId } from '../../../../editor/document/nested/path.ts';
import { foldForecast, insideForecast } from '../../../../engine/server/runs/fold-forecast.ts';
import type { NodeForecast, Workflow } from '../../../../engine/protocol/index.ts';
import { after, blank, types } from '../support.ts';

describe('inside a subgraph', () => {
  const nodes = {
    'outer': { state: 'running', value: 1, max: 4 },
    'outer:size': { state: 'done', origin: 'executed', seconds: 1 },
    'outer:save#0': { state: 'done', origin: 'executed', seconds: 2 },
    'outer:save#1': { state: 'running' },
    'outer:inner:decode': { state: 'failed', message: 'No memory' },
    'other': { state: 'done' },
  } as const;

  it('nodes have their own activity, and copies and instances the sum of theirs', () => {
    expect(activityAt(nodes, [])).toBe(nodes);
    expect(activityAt(nodes, ['outer'])).toEqual({
      size: nodes['outer:size'],
      save: { state: 'running', value: 1, max: 2, origin: 'executed', seconds: 2 },
      inner: { state: 'failed', value: 1, max: 1, message: 'No memory', field: undefined },
    });
    expect(activityAt(nodes, ['outer', 'inner'])).toEqual({ decode: nodes['outer:inner:decode'] });
  });

  it('problems are at their nodes, and those from outside at none', () => {
    const issue = { code: 'x', node: 'outer', message: 'Wrong' };
    const issues = [{ ...issue, inner: 'outer:inner:decode' }, issue];
    expect(issuesAt(issues, [])).toBe(issues);
    expect(issuesAt(issues, ['outer']).map(({ node }) => node)).toEqual(['inner', '']);
    expect(issuesAt(issues, ['outer', 'inner']).map(({ node }) => node)).toEqual(['decode', '']);
  });

  it('ids of runs lead to a path and a node', () => {
    expect(readFlatId('outer:inner:save#1-2/step-3')).toEqual({ path: ['outer', 'inner'], node: 'save' });
    expect(flatId(['outer', 'inner'], 'save')).toBe('outer:inner:save');
    expect(flatId([], 'save')).toBe('save');
  });

  it('forecasts are made for every level', () => {
    const forecasts = ['plain', 'outer:size', 'outer:inner:decode#0', 'outer:inner:decode#1'].map(
      (node): NodeForecast => ({ node, type: 'x', action: 'run', why: { kind: 'first-time' }, seconds: 1 }),
    );
    const times = (folded: readonly NodeForecast[]): unknown =>
      folded.map((each) => [each.node, each.action === 'run' ? each.seconds : undefined]);
    expect(times(foldForecast(forecasts))).toEqual([
      ['plain', 1],
      ['outer', 3],
    ]);
    expect(times(insideForecast(forecasts))).toEqual([
      ['outer:size', 1],
      ['outer:inner', 2],
      ['outer:inner:decode', 2],
    ]);
  });

  it('seeds go on after a run, in each subgraph that is used', () => {
    const noise = { type: 'denoise', inputs: { seed: 7 } };
    const subgraph = { nodes: { noise }, view: { nodes: { noise: { x: 0, y: 0, seeds: { seed: 'increment' } } } } };
    const workflow: Workflow = {
      ...blank({ a: { type: 'subgraph/used' } }),
      subgraphs: { used: subgraph, not: subgraph },
    };
    const now = after(workflow, advanceAllSeeds(workflow, types));
    expect(now.subgraphs?.['used']?.nodes['noise']?.inputs).toEqual({ seed: 8 });
    expect(now.subgraphs?.['not']).toEqual(subgraph);
  });
});

it('several runs are equal only where no seed inside a subgraph changes', () => {
  const noise = { type: 'denoise', inputs: { seed: 7 } };
  const workflow = (seeds: Record<string, string>): Workflow => ({
    ...blank({ a: { type: 'subgraph/s' } }),
    subgraphs: { s: { nodes: { noise }, view: { nodes: { noise: { x: 0, y: 0, seeds } } } } },
  });
  expect(runsAreEqual(workflow({ seed: 'random' }), types)).toBe(false);
  const fixed = workflow({});
  expect(runsAreEqual(fixed, types)).toBe(true);
  const drawn = after(fixed, drawSeeds(fixed, types));
  expect(drawn.subgraphs?.['s']?.nodes['noise']?.inputs?.['seed']).not.toBe(7);
  expect(runsAreEqual(drawn, types)).toBe(false);
});
