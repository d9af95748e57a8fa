// Activities of nodes: the same when events are folded at once, one by one, or without those that clients are not sent.
import { array, assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunEventBody } from '../../../engine/run/events.ts';
import { foldActivity, nodeOfWorkflow } from '../../../engine/protocol/index.ts';
import { withoutPixels } from '../../../engine/server/runs/event-filter.ts';
import { toyEngine } from '../../engine/toy-nodes.ts';
import type { Graph } from '../../../engine/graph/graph.ts';

const GRAPH: Graph = {
  nodes: {
    one: { type: 'constant', inputs: { value: 1 } },
    many: { type: 'not-two', inputs: { a: { each: [1, 2, 3, 4] } } },
    loop: { type: 'repeat', inputs: { start: { from: 'one.value' }, step: 1, times: 5 } },
    group: { type: 'subgraph/pair', inputs: { x: { from: 'one.value' } } },
    broken: { type: 'fail', inputs: { a: { from: 'loop.value' } } },
    outMany: { type: 'result', inputs: { value: { from: 'many.value' } } },
    outLoop: { type: 'result', inputs: { value: { from: 'loop.value' } } },
    outGroup: { type: 'result', inputs: { value: { from: 'group.y' } } },
    outBroken: { type: 'result', inputs: { value: { from: 'broken.value' } } },
  },
  subgraphs: {
    pair: {
      inputs: { x: {} },
      outputs: { y: { from: 'second.sum' } },
      nodes: {
        first: { type: 'add', inputs: { a: { from: '$inputs.x' }, b: 5 } },
        second: { type: 'add', inputs: { a: { from: 'first.sum' }, b: 1 } },
      },
    },
  },
};

async function eventsOf(graph: Graph, runs = 1): Promise<RunEventBody[]> {
  const { engine } = toyEngine();
  let events: RunEventBody[] = [];
  for (let run = 0; run < runs; run++) {
    events = [];
    await engine.run(graph, { onEvent: (event) => events.push(event) });
  }
  return events;
}

describe('activity', async () => {
  const events = await eventsOf(GRAPH);
  const nodes = foldActivity({}, events);

  it('has one entry for every node of the workflow, and none for children of expansions', () => {
    expect(nodes['one']).toEqual({ state: 'done', origin: 'executed', seconds: expect.any(Number) as number });
    expect(nodes['loop']).toEqual({ state: 'done', origin: 'executed', seconds: expect.any(Number) as number });
    expect(nodes['group']).toMatchObject({ state: 'done', value: 2, max: 2 });
    expect(nodes['group:first']).toMatchObject({ state: 'done', origin: 'executed' });
    expect(nodes['broken']).toEqual({ state: 'failed', message: 'no such luck', field: 'a' });
    expect(nodes['outBroken']).toEqual({ state: 'skipped', message: 'Needs "broken", which failed.' });
    expect(Object.keys(nodes).filter((id) => id.includes('/'))).toEqual([]);
  });

  it('counts the copies of a node with a list, and fails when one of them fails', () => {
    expect(nodes['many']).toMatchObject({ state: 'failed', message: 'not two', value: 4, max: 4 });
    expect(nodes['many#1']).toMatchObject({ state: 'failed' });
    expect(nodes['many#3']).toMatchObject({ state: 'done' });
    expect(nodes['outMany']).toMatchObject({ value: 4, max: 4 });
  });

  it('is the same however events are divided, and without the events that are not sent', () => {
    assert(
      property(array(integer({ min: 1, max: 20 }), { minLength: 1 }), (lengths) => {
        let folded = foldActivity({}, []);
        for (let at = 0, turn = 0; at < events.length; turn++) {
          const length = lengths[turn % lengths.length] ?? 1;
          folded = foldActivity(folded, events.slice(at, at + length));
          at += length;
        }
        expect(folded).toEqual(nodes);
      }),
    );
    const noise = ({ type }: RunEventBody): boolean =>
      type === 'node-queued' || type === 'node-progress' || type === 'node-done';
    expect(
      foldActivity(
        {},
        events.filter((event) => !(noise(event) && 'node' in event && event.node.includes('/'))),
      ),
    ).toEqual(nodes);
  });

  it('never changes a node that is over back to running', () => {
    const over = new Set<string>();
    for (let length = 1; length <= events.length; length++) {
      const now = foldActivity({}, events.slice(0, length));
      for (const id of over) expect(['done', 'failed', 'skipped', 'cancelled']).toContain(now[id]?.state);
      for (const [id, { state }] of Object.entries(now)) if (state !== 'queued' && state !== 'running') over.add(id);
    }
  });

  it('names where a reused result came from', async () => {
    const again = foldActivity(
      {},
      await eventsOf(
        {
          nodes: {
            a: { type: 'constant', inputs: { value: 1 } },
            out: { type: 'result', inputs: { value: { from: 'a.value' } } },
          },
        },
        2,
      ),
    );
    expect(again).toEqual({ out: { state: 'done', origin: 'memory', seconds: 0 } });
  });

  it('keeps the text that a node wrote, and sends it without the pixels of previews', () => {
    const writing: RunEventBody[] = [
      { type: 'run-started', nodes: ['it'], targets: ['it'] },
      { type: 'node-started', node: 'it' },
      { type: 'node-progress', node: 'it', value: 0.5, max: 1, text: 'Once' },
      { type: 'node-progress', node: 'it', value: 0.6, max: 1 },
    ];
    expect(foldActivity({}, writing)).toEqual({ it: { state: 'running', value: 0.6, max: 1, text: 'Once' } });
    const done: RunEventBody = { type: 'node-done', node: 'it', origin: 'executed', seconds: 2 };
    expect(foldActivity({}, [...writing, done])).toMatchObject({ it: { state: 'done', text: 'Once' } });
    const preview = { width: 1, height: 1, rgb: new Uint8Array(3) };
    const event = { type: 'node-progress', node: 'it', value: 1, max: 1, text: 'Once', preview } as const;
    expect(withoutPixels(event)).toEqual({ type: 'node-progress', node: 'it', value: 1, max: 1, text: 'Once' });
  });

  it('shows an expanded node as running while its children do, and as failed when one of them is', () => {
    const start: RunEventBody[] = [
      { type: 'run-started', nodes: ['denoise'], targets: ['denoise'] },
      { type: 'node-queued', node: 'denoise', why: { kind: 'first-time' } },
      { type: 'node-expanded', node: 'denoise', children: ['denoise/step-1', 'denoise/step-2'] },
    ];
    expect(foldActivity({}, start)).toEqual({ denoise: { state: 'queued' } });
    const running: RunEventBody[] = [
      ...start,
      { type: 'node-started', node: 'denoise/step-1' },
      { type: 'node-note', node: 'denoise/step-1', message: 'Slow.' },
    ];
    expect(foldActivity({}, running)).toEqual({ denoise: { state: 'running', notes: ['Slow.'] } });
    const failed: RunEventBody[] = [
      ...running,
      { type: 'node-progress', node: 'denoise', value: 1, max: 2 },
      {
        type: 'node-failed',
        node: 'denoise/step-2',
        failure: { node: 'denoise/step-2', type: 'denoise-step', message: 'Out of memory.' },
      },
      { type: 'node-skipped', node: 'denoise', cause: 'denoise/step-2' },
      { type: 'run-finished', status: 'failed', seconds: 1 },
    ];
    expect(foldActivity({}, failed)).toEqual({
      denoise: { state: 'failed', message: 'Out of memory.', notes: ['Slow.'], value: 1, max: 2 },
    });
  });

  it('finds the node of the workflow in an id', () => {
    expect(['a', 'a#2', 'a#2-0', 'a:b', 'a:b#1/step-1', 'a/x'].map(nodeOfWorkflow)).toEqual([
      'a',
      'a',
      'a',
      'a',
      'a',
      'a',
    ]);
  });
});
