// The scheduler: which nodes run, which do not, and the events of a run.
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../engine/run/events.ts';
import { toyEngine } from './toy-nodes.ts';

const from = (source: string) => ({ from: source });

const diamond = (value = 1) => ({
  nodes: {
    top: { type: 'constant', inputs: { value } },
    left: { type: 'add', inputs: { a: from('top.value'), b: 10 } },
    right: { type: 'add', inputs: { a: from('top.value'), b: 20 } },
    join: { type: 'add', inputs: { a: from('left.sum'), b: from('right.sum') } },
    out: { type: 'result', inputs: { value: from('join.sum') } },
    unused: { type: 'fail' },
  },
});

describe('running', () => {
  it('computes what the terminal nodes need and nothing else', async () => {
    const { engine, ran } = toyEngine();
    const result = await engine.run(diamond());
    expect(result.status).toBe('done');
    expect(result.outputs).toEqual({ out: { value: 32 } });
    expect(ran.toSorted()).toEqual(['add 1 10', 'add 1 20', 'add 11 21', 'constant 1', 'result']);
  });

  it('computes nothing on a second run', async () => {
    const { engine, ran } = toyEngine();
    await engine.run(diamond());
    ran.length = 0;
    const again = await engine.run(diamond());
    expect(ran).toEqual([]);
    expect(again.executed).toEqual([]);
    expect(again.outputs).toEqual({ out: { value: 32 } });
  });

  it('computes only changed nodes and their dependants after an edit', async () => {
    const { engine, ran } = toyEngine();
    await engine.run(diamond());
    ran.length = 0;
    const graph = diamond();
    graph.nodes.right.inputs.b = 21;
    await engine.run(graph);
    expect(ran).toEqual(['add 1 21', 'add 11 22', 'result']);
  });

  it('computes nothing below a changed node whose output is unchanged (early cutoff)', async () => {
    const graph = (value: number) => ({
      nodes: {
        a: { type: 'constant', inputs: { value } },
        b: { type: 'floor', inputs: { a: from('a.value') } },
        c: { type: 'add', inputs: { a: from('b.value') } },
        out: { type: 'result', inputs: { value: from('c.sum') } },
      },
    });
    const { engine, ran } = toyEngine();
    await engine.run(graph(1.2));
    ran.length = 0;
    await engine.run(graph(1.7));
    expect(ran).toEqual(['constant 1.7', 'floor 1.7']);
  });

  it('computes only the lazy branch that is taken', async () => {
    const graph = {
      nodes: {
        a: { type: 'constant', inputs: { value: 5 } },
        b: { type: 'fail' },
        pick: { type: 'choose', inputs: { first: true, a: from('a.value'), b: from('b.value') } },
        out: { type: 'result', inputs: { value: from('pick.value') } },
      },
    };
    const { engine, ran } = toyEngine();
    const result = await engine.run(graph);
    expect(result.outputs).toEqual({ out: { value: 5 } });
    expect(ran).not.toContain('fail');
  });

  const loop = (times: number) => ({
    nodes: {
      start: { type: 'constant', inputs: { value: 0 } },
      loop: { type: 'repeat', inputs: { start: from('start.value'), step: 2, times } },
      out: { type: 'result', inputs: { value: from('loop.value') } },
    },
  });

  it('reports the settled steps of an expansion as progress of the expanded node', async () => {
    const { engine } = toyEngine();
    const events: RunEvent[] = [];
    const first = await engine.run(loop(3), { onEvent: (event) => events.push(event) });
    expect(first.outputs).toEqual({ out: { value: 6 } });
    expect(
      events.flatMap((event) => (event.type === 'node-progress' ? [`${event.node} ${event.value}/${event.max}`] : [])),
    ).toEqual(['loop 1/3', 'loop 2/3', 'loop 3/3']);
  });

  it('reuses the head of a longer expansion', async () => {
    const { engine, ran } = toyEngine();
    await engine.run(loop(3));
    ran.length = 0;
    const second = await engine.run(loop(5));
    expect(second.outputs).toEqual({ out: { value: 10 } });
    expect(ran).toEqual(['add 6 2', 'add 8 2', 'result']);
  });

  it('finishes other branches when one fails, and names the cause of every skipped node', async () => {
    const graph = {
      nodes: {
        bad: { type: 'fail' },
        after: { type: 'add', inputs: { a: from('bad.value') } },
        lost: { type: 'result', inputs: { value: from('after.sum') } },
        fine: { type: 'constant', inputs: { value: 4 } },
        kept: { type: 'result', inputs: { value: from('fine.value') } },
      },
    };
    const { engine, ran } = toyEngine();
    const events: RunEvent[] = [];
    const result = await engine.run(graph, { onEvent: (event) => events.push(event) });
    expect(result.status).toBe('failed');
    expect(result.outputs).toEqual({ kept: { value: 4 } });
    expect(result.failures).toEqual([
      { node: 'bad', type: 'fail', message: 'no such luck', code: 'unlucky', details: { field: 'a' } },
    ]);
    expect(events.flatMap((event) => (event.type === 'node-skipped' ? [[event.node, event.cause]] : []))).toEqual([
      ['after', 'bad'],
      ['lost', 'bad'],
    ]);
    await engine.run(graph);
    expect(ran.filter((name) => name === 'fail')).toHaveLength(2);
  });

  it('cancels a running node and keeps finished results', async () => {
    const graph = {
      nodes: {
        a: { type: 'constant', inputs: { value: 4 } },
        wait: { type: 'gate', inputs: { a: from('a.value') } },
        out: { type: 'result', inputs: { value: from('wait.value') } },
      },
    };
    const { engine, ran, open } = toyEngine();
    const controller = new AbortController();
    const onEvent = (event: RunEvent): void => {
      if (event.type === 'node-started' && event.node === 'wait') controller.abort(new Error('stop'));
    };
    const cancelled = await engine.run(graph, { signal: controller.signal, onEvent });
    expect(cancelled.status).toBe('cancelled');
    expect(cancelled.failures).toEqual([]);
    open();
    const result = await engine.run(graph);
    expect(result.status).toBe('done');
    expect(ran).toEqual(['constant 4', 'gate 4', 'result']);
  });

  it('computes an action once for several runs, and goes on when one of them is cancelled', async () => {
    const graph = {
      nodes: {
        wait: { type: 'gate', inputs: { a: 7 } },
        out: { type: 'result', inputs: { value: from('wait.value') } },
      },
    };
    const { engine, ran, open } = toyEngine();
    const leaving = new AbortController();
    const left = engine.run(graph, { signal: leaving.signal });
    const runs = [engine.run(graph), engine.run(graph)];
    await new Promise((resolve) => setTimeout(resolve, 10));
    leaving.abort(new Error('enough'));
    expect((await left).status).toBe('cancelled');
    open();
    for (const result of await Promise.all(runs)) expect(result.outputs).toEqual({ out: { value: 7 } });
    expect(ran).toEqual(['gate 7', 'result']);
  });

  it('computes a volatile node in every run, but reuses results below it for equal inputs', async () => {
    const graph = {
      nodes: {
        dice: { type: 'random' },
        flat: { type: 'floor', inputs: { a: from('dice.value') } },
        more: { type: 'add', inputs: { a: from('flat.value'), b: 1 } },
        out: { type: 'result', inputs: { value: from('more.sum') } },
      },
    };
    const { engine, ran } = toyEngine();
    await engine.run(graph);
    ran.length = 0;
    await engine.run(graph);
    expect(ran[0]).toBe('random');
    expect(ran).not.toContain('add 0 1');
  });

  it('waits for every target when the first one is known', async () => {
    const { engine } = toyEngine();
    const graph = diamond();
    await engine.run(graph);
    const nodes = {
      ...graph.nodes,
      more: { type: 'add', inputs: { a: from('join.sum'), b: 1 } },
      second: { type: 'result', inputs: { value: from('more.sum') } },
    };
    const { status, outputs } = await engine.run({ nodes });
    expect(status).toBe('done');
    expect(outputs).toEqual({ out: { value: 32 }, second: { value: 33 } });
  });

  it('numbers events without gaps and ends with the outcome', async () => {
    const { engine } = toyEngine();
    const events: RunEvent[] = [];
    await engine.run(diamond(), { onEvent: (event) => events.push(event), id: 'r1' });
    expect(events.map((event) => event.sequence)).toEqual(events.map((_, index) => index));
    expect(events.at(-1)).toMatchObject({ type: 'run-finished', status: 'done', run: 'r1' });
  });
});
