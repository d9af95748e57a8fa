// The forecast of a run, and workflows whose nodes stand for several: copies of a list, and subgraphs.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ForecastResult, RunFile, Workflow } from '../../../engine/protocol/index.ts';
import { foreseenIssues } from '../../../engine/server/runs/refuse-hopeless.ts';
import { chainOf, type LocalServer, startHere, workflowOf } from './runs-support.ts';

let server: LocalServer;
beforeAll(async () => {
  server = await startHere();
});
afterAll(() => server.close());

type Answer = { readonly [K in keyof ForecastResult]-?: NonNullable<ForecastResult[K]> };

/** The answer to POST /api/forecast. */
const forecast = async (workflow: Workflow): Promise<unknown> =>
  (await server.ask('POST', '/api/forecast', { workflow })).body;

describe('the forecast', () => {
  const workflow = chainOf({ type: 'test/slow', inputs: { pause: 0 } }, 60);

  it('of a workflow that never ran is to run every node', async () => {
    expect(await forecast(workflow)).toMatchObject({
      issues: [],
      forecast: {
        nodes: [
          { node: 'picture', action: 'run' },
          { node: 'through', action: 'run' },
          { node: 'save', action: 'run' },
        ],
      },
    });
  });

  it('tells what is reused, why a node runs and how long it took, with the issues of other nodes', async () => {
    await server.until((await server.run(workflow)).id);
    const changed = {
      ...workflow,
      nodes: {
        ...workflow.nodes,
        save: { type: 'save-image', inputs: { image: { from: 'through.image' }, prefix: 'other' } },
        loose: { type: 'save-image' },
      },
    };
    expect(await forecast(changed)).toMatchObject({
      issues: [{ code: 'missing-input', node: 'loose', input: 'image' }],
      forecast: {
        nodes: [
          { node: 'picture', action: 'not-needed' },
          { node: 'through', action: 'reuse' },
          {
            node: 'save',
            action: 'run',
            why: { kind: 'changed', component: 'input prefix' },
            seconds: expect.any(Number) as number,
          },
        ],
      },
    });
  });

  it('shows what each node would give now, wherever the result is from', async () => {
    const of = (shade: number): Workflow => ({
      ...workflow,
      nodes: { ...workflow.nodes, picture: { type: 'test/picture', inputs: { shade } } },
    });
    const files = async (shade: number): Promise<readonly RunFile[]> =>
      (await server.until((await server.run(of(shade))).id)).files;
    const [first, second] = [await files(61), await files(62)];
    // As after an undo: no run has this state last, and only the saving node would be asked.
    const { results } = (await forecast(of(61))) as Answer;
    const shown = (from: readonly RunFile[], node: string): object[] => from.filter((file) => file.node === node);
    expect(results['picture']?.pictures).toEqual(shown(first, 'picture'));
    expect(results['through']?.pictures).toEqual(shown(first, 'through'));
    expect(results['save']?.keys).toEqual(first.filter(({ node }) => node === 'save').map(({ key }) => key));
    expect(results['save']?.keys).not.toEqual(second.filter(({ node }) => node === 'save').map(({ key }) => key));
    // A state that never ran has keys of its own, and nothing to show.
    const never = (await forecast(of(63))) as Answer;
    expect(never.results['picture']).toEqual({ keys: [expect.stringMatching(/^[0-9a-f]{32}$/)] });
    expect(first.map(({ key }) => key)).not.toContain(never.results['picture']?.keys[0]);
  });

  it('tells problems that only a look at files and models finds', async () => {
    const missing = workflowOf({
      load: { type: 'load-image', inputs: { image: 'gone.png' } },
      odd: { type: 'foreign-node', inputs: { name: 'SomeNode', reason: 'has no counterpart here' } },
      shown: { type: 'preview-image', inputs: { image: { from: 'load.image' } } },
      other: { type: 'preview-image', inputs: { image: { from: 'odd.first' } } },
    });
    const { issues } = (await forecast(missing)) as ForecastResult;
    expect(issues.map(({ node, input }) => [node, input].join('.')).toSorted()).toEqual(['load.image', 'odd.']);
    expect(issues.find(({ node }) => node === 'odd')?.message).toContain('Put a node of Inkloom in its place');
  });

  it('names every part of a node that changed', async () => {
    const own = chainOf({ type: 'test/slow', inputs: { pause: 0 } }, 71);
    await server.until((await server.run(own)).id);
    const through = { type: 'test/slow', inputs: { ...own.nodes['through']?.inputs, steps: 3, pause: 1 } };
    const changed = { ...own, nodes: { ...own.nodes, through } };
    const { forecast: found } = (await forecast(changed)) as ForecastResult;
    expect(found?.nodes.find(({ node }) => node === 'through')).toMatchObject({
      why: { kind: 'changed', component: 'input pause', others: ['input steps'] },
    });
  });

  it('is absent when no node can run', async () => {
    const empty = await forecast(workflowOf({}));
    expect(empty).toMatchObject({ issues: [{ code: 'no-outputs', node: '' }] });
    expect(empty).not.toHaveProperty('forecast');
  });
});

describe('a node with a list, and a subgraph', () => {
  const shades = (each: readonly (number | string)[]): Workflow => ({
    ...workflowOf({
      many: { type: 'test/picture', inputs: { shade: { each: [...each] } } },
      group: { type: 'subgraph/slow', inputs: { image: { from: 'many.image' } } },
      save: { type: 'save-image', inputs: { image: { from: 'group.image' } } },
    }),
    subgraphs: {
      slow: {
        inputs: { image: {} },
        outputs: { image: { from: 'inner.image' } },
        nodes: { inner: { type: 'test/slow', inputs: { image: { from: '$inputs.image' }, pause: 0 } } },
      },
    },
  });
  const three = shades([101, 102, 103]);
  const actions = (many: string, group: string, save: string): object => ({
    forecast: {
      nodes: [
        { node: 'many', action: many },
        { node: 'group', action: group },
        { node: 'save', action: save },
      ],
    },
  });

  it('have one forecast each', async () => {
    expect(await forecast(three)).toMatchObject({ issues: [], forecast: { unknown: 9 } });
    expect(await forecast(three)).toMatchObject(actions('run', 'run', 'run'));
  });

  it('have one activity each, and files of their own', async () => {
    const run = await server.until((await server.run(three)).id);
    expect(run.nodes).toMatchObject({
      many: { state: 'done', value: 3, max: 3 },
      group: { state: 'done', value: 3, max: 3 },
      save: { state: 'done', origin: 'executed' },
    });
    expect(run.files.map(({ folder, node }) => `${folder} ${node}`).toSorted()).toEqual([
      ...Array<string>(3).fill('output save'),
      ...Array<string>(3).fill('preview group'),
      ...Array<string>(3).fill('preview many'),
    ]);
  });

  it('are reused as a whole, and run again when one value is added', async () => {
    expect(await forecast(three)).toMatchObject(actions('not-needed', 'not-needed', 'reuse'));
    expect(await forecast(shades([101, 102, 103, 104]))).toMatchObject(actions('run', 'run', 'run'));
  });

  it('report an issue of several copies once', async () => {
    const { body } = await server.ask('POST', '/api/runs', { workflow: shades([1, 2, 'three', 999]) });
    expect((body as { readonly error: { readonly issues: readonly object[] } }).error.issues).toMatchObject([
      { code: 'wrong-type', node: 'many', input: 'shade' },
      { code: 'out-of-range', node: 'many', input: 'shade' },
    ]);
  });
});

describe('what is known to fail', () => {
  it('is told when it is found in time', async () => {
    const failure = { node: 'save', type: 'save-image', message: 'No room.', details: { field: 'prefix' } };
    expect(await foreseenIssues(Promise.resolve([failure]), 60_000)).toEqual([
      { code: 'failed', node: 'save', input: 'prefix', message: 'Node "save": No room.' },
    ]);
  });

  it('is not waited for longer than that, which is told apart from nothing', async () => {
    expect(await foreseenIssues(new Promise(() => {}), 1)).toBeUndefined();
    expect(await foreseenIssues(Promise.resolve([]), 60_000)).toEqual([]);
  });
});
