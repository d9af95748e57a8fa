/** Running the shown document: several times, on every change, and not at all while it has issues. */
import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RunWorkflows } from '../../../editor/client/run-workflows.ts';
import { createRunner } from '../../../editor/app/session/runs/run.ts';
import { type Api, ApiError } from '../../../editor/client/api.ts';
import { nodeTypes } from '../../../editor/document/graph/catalogue.ts';
import { Document } from '../../../editor/document/document.ts';
import type { Session, Settings } from '../../../editor/editor-context.ts';
import type { CatalogueNode, Forecast, Issue, RunInfo, RunRequest, Workflow } from '../../../engine/protocol/index.ts';
import { wholeDocument } from '../whole-document.ts';

const NOISE: CatalogueNode = {
  type: 'noise',
  version: 1,
  title: 'Noise',
  category: 'test',
  description: '',
  terminal: true,
  inputs: { seed: { kind: 'seed', default: 0 } },
  outputs: {},
};
const ISSUE: Issue = { code: 'x', node: 'n', input: 'seed', message: 'It needs a seed.' };

function workflow(seed: number): Workflow {
  return {
    format: 'inkloom-workflow',
    version: 3,
    name: 'Test',
    nodes: { n: { type: 'noise', inputs: { seed } } },
    view: { nodes: { n: { x: 0, y: 0, seeds: { seed: 'increment' } } } },
  };
}

function setUp() {
  const document = new Document({ id: 'd', workflow: workflow(1), send: () => undefined });
  const session = signal<Session | undefined>(wholeDocument(document) as Session);
  const settings = signal({ batch: 1, autoRun: false } as Settings);
  const runs = signal<readonly RunInfo[]>([]);
  const issues = signal<readonly Issue[]>([]);
  const forecast = signal<Forecast | undefined>({ nodes: [], seconds: 1, unknown: 0 });
  const about = signal<Workflow | undefined>(document.workflow.value);
  const [asked, cancelled, notices, revealed]: [RunRequest[], string[], string[], string[]] = [[], [], [], []];
  const answers: (ApiError | undefined)[] = [];
  const actions: (() => void)[] = [];
  const api = {
    async run(request: RunRequest): Promise<RunInfo> {
      const answer = answers.shift();
      if (answer) throw answer;
      asked.push(request);
      const run: RunInfo = {
        id: `r${asked.length}`,
        number: asked.length,
        document: 'd',
        name: 'Test',
        state: 'queued',
        attempt: 0,
        created: 0,
        files: [],
        failures: [],
      };
      runs.value = [...runs.value, run];
      return run;
    },
    async cancelRun(id: string): Promise<void> {
      cancelled.push(id);
      runs.value = runs.value.map((run) => (run.id === id ? { ...run, state: 'cancelled' } : run));
    },
  } as unknown as Api;
  const runner = createRunner({
    api,
    types: signal(nodeTypes({ nodes: [NOISE] })),
    session,
    settings,
    runs,
    workflows: new RunWorkflows(() => Promise.reject(new Error('not asked for'))),
    forecasts: {
      forecast,
      issues,
      about,
      outlook: signal(undefined),
      refused: (found) => (issues.value = found),
      dispose: () => undefined,
    },
    notify: (_, text, action) => {
      notices.push(text);
      if (action) actions.push(action.run);
    },
    reveal: (node) => revealed.push(node),
  });
  /** Sets the seed and pretends that the server has forecast the change. */
  const change = (seed: number): void => {
    document.do({ name: 'Seed', patch: [{ path: ['nodes', 'n', 'inputs', 'seed'], value: seed }] });
    about.value = document.workflow.value;
  };
  return {
    ...runner,
    document,
    session,
    settings,
    runs,
    issues,
    about,
    asked,
    cancelled,
    notices,
    actions,
    revealed,
    answers,
    change,
  };
}

const seeds = (asked: readonly RunRequest[]): unknown[] =>
  asked.map((request) => request.workflow.nodes['n']?.inputs?.['seed']);

describe('Run', () => {
  it('queues a batch of runs, each with the next seed, but targets only once', async () => {
    const { run, settings, asked } = setUp();
    settings.value = { ...settings.value, batch: 3 };
    await run();
    expect(seeds(asked).map(Number)).toEqual([1, 2, 3]);
    await run({ targets: ['n'] });
    expect(asked.at(-1)).toMatchObject({ document: 'd', targets: ['n'] });
    expect(asked.length).toBe(4);
  });

  it('makes one of several equal runs, and offers seeds for the others', async () => {
    const { run, settings, document, asked, notices, actions } = setUp();
    document.do({ name: 'Fixed', patch: [{ path: ['view', 'nodes', 'n', 'seeds'] }] });
    settings.value = { ...settings.value, batch: 4 };
    await run();
    expect(seeds(asked)).toEqual([1]);
    expect(notices).toEqual(['One run instead of 4: all would be equal, because no seed changes.']);
    actions[0]?.();
    await vi.waitFor(() => expect(asked).toHaveLength(4));
    expect(new Set(seeds(asked)).size).toBe(4);
    expect(document.workflow.value.view?.nodes?.['n']?.seeds).toEqual({ seed: 'random' });
  });

  it('reports the first issue and shows its node, without asking the server again', async () => {
    const { run, settings, issues, asked, notices, revealed, answers } = setUp();
    answers.push(
      new ApiError(422, {
        code: 'invalid-workflow',
        message: 'No.',
        issues: [{ code: 'y', node: '', message: 'Something else.' }, ISSUE],
      }),
    );
    settings.value = { ...settings.value, batch: 3 };
    await run();
    expect([asked.length, notices, revealed, issues.value.length]).toEqual([
      0,
      ['Noise, seed: It needs a seed. And 1 more.'],
      ['n'],
      2,
    ]);
    await run();
    expect([asked.length, notices.length]).toEqual([0, 2]);
  });

  it('reports a refusal of the server', async () => {
    const { run, notices, answers } = setUp();
    answers.push(new ApiError(429, { code: 'queue-full', message: 'The queue is full.' }));
    await run();
    expect(notices).toEqual(['The queue is full.']);
  });

  it('cancels the active run of the shown document', async () => {
    const { run, cancel, cancelled } = setUp();
    await cancel();
    await run();
    await cancel();
    await cancel();
    expect(cancelled).toEqual(['r1']);
  });
});

describe('running on every change', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());
  const rest = async (): Promise<unknown> => vi.advanceTimersByTimeAsync(600);

  it('runs once after a series of changes, and not because the run advanced the seed', async () => {
    const { settings, asked, change } = setUp();
    settings.value = { ...settings.value, autoRun: true };
    await rest();
    expect(asked.length).toBe(1);
    await rest();
    for (const seed of [5, 6, 7]) {
      change(seed);
      await vi.advanceTimersByTimeAsync(100);
    }
    await rest();
    await rest();
    expect(seeds(asked).map(Number)).toEqual([1, 7]);
  });

  it('cancels its own outdated run, and no other', async () => {
    const { run, settings, cancelled, asked, runs, change } = setUp();
    await run();
    change(2);
    settings.value = { ...settings.value, autoRun: true };
    await rest();
    change(9);
    await rest();
    expect([cancelled, asked.length, runs.value.filter(({ state }) => state === 'queued').map(({ id }) => id)]).toEqual(
      [['r2'], 3, ['r1', 'r3']],
    );
  });

  it('does not run another document that is only looked at', async () => {
    const { settings, session, asked, about, change } = setUp();
    settings.value = { ...settings.value, autoRun: true };
    await rest();
    const first = session.value;
    const other = new Document({ id: 'e', workflow: workflow(50), send: () => undefined });
    session.value = wholeDocument(other) as Session;
    about.value = other.workflow.value;
    await rest();
    expect(asked.length).toBe(1);
    other.do({ name: 'Seed', patch: [{ path: ['nodes', 'n', 'inputs', 'seed'], value: 51 }] });
    about.value = other.workflow.value;
    await rest();
    expect(asked.map((request) => request.document)).toEqual(['d', 'e']);
    session.value = first;
    change(3);
    await rest();
    expect(asked.map((request) => request.document)).toEqual(['d', 'e', 'd']);
  });

  it('waits until the graph has no issues and was forecast', async () => {
    const { settings, asked, issues, about, document, change } = setUp();
    issues.value = [ISSUE];
    settings.value = { ...settings.value, autoRun: true };
    await rest();
    expect(asked.length).toBe(0);
    issues.value = [];
    await rest();
    expect(asked.length).toBe(1);
    const before = about.value;
    change(20);
    about.value = before;
    await rest();
    expect(asked.length).toBe(1);
    about.value = document.workflow.value;
    await rest();
    expect(asked.length).toBe(2);
    settings.value = { ...settings.value, autoRun: false };
    change(30);
    await rest();
    expect(asked.length).toBe(2);
  });
});
