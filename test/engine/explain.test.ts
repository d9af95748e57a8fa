// Explanations of why nodes run again, verification of kept results, and forecasts of runs.
import { describe, expect, it } from 'vitest';
import { renderMiss } from '../../engine/run/explain.ts';
import type { RunEvent } from '../../engine/run/events.ts';
import { defineNode } from '../../engine/graph/define.ts';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { FLOAT } from '../../engine/graph/socket.ts';
import { Engine } from '../../engine/run/engine.ts';
import type { Graph } from '../../engine/graph/graph.ts';
import { toyEngine, toys } from './toy-nodes.ts';

const from = (source: string) => ({ from: source });
const graph = (value = 1, b = 2): Graph => ({
  nodes: {
    top: { type: 'constant', inputs: { value } },
    sum: { type: 'add', inputs: { a: from('top.value'), b } },
    flat: { type: 'floor', inputs: { a: from('sum.sum') } },
    loop: { type: 'repeat', inputs: { start: from('flat.value'), step: 1, times: 3 } },
    out: { type: 'result', inputs: { value: from('loop.value') } },
  },
});

async function reasons(engine: Engine, run: Graph, scope = ''): Promise<Record<string, string>> {
  const events: RunEvent[] = [];
  await engine.run(run, { scope, onEvent: (event) => events.push(event) });
  return Object.fromEntries(
    events.flatMap((event) => {
      if (event.type === 'node-queued') return [[event.node, renderMiss(event.why)]];
      return event.type === 'node-done' && event.origin !== 'executed'
        ? [[event.node, `${event.origin} ${event.match}`]]
        : [];
    }),
  );
}

describe('explanations', () => {
  it('say that a node runs for the first time, then by which key it was found', async () => {
    const { engine } = toyEngine();
    expect(await reasons(engine, graph())).toMatchObject({
      'top': 'for the first time',
      'out': 'for the first time',
      'loop/step0': 'for the first time',
    });
    expect(await reasons(engine, graph())).toEqual({ out: 'memory deep' });
  });

  it('name the first part of the key that changed', async () => {
    const { engine } = toyEngine();
    await engine.run(graph());
    expect(await reasons(engine, graph(1, 9))).toMatchObject({
      top: 'memory deep',
      sum: 'because input b changed',
      flat: 'because input a changed',
      out: 'because input value changed',
    });
  });

  it('say that equal inputs found a kept result (early cutoff)', async () => {
    const { engine } = toyEngine();
    await engine.run(graph(1, 2));
    // The last word about a node counts: queued because an input changed, then found because the value is the same.
    expect(await reasons(engine, graph(1, 2.5))).toMatchObject({
      'loop': 'because input start changed',
      'loop/step0': 'memory shallow',
    });
  });

  it('compare only with the last run of the same workflow', async () => {
    const { engine } = toyEngine();
    await engine.run(graph(), { scope: 'one' });
    expect(await reasons(engine, graph(5), 'two')).toMatchObject({ top: 'for the first time' });
    expect(await reasons(engine, graph(6), 'one')).toMatchObject({ top: 'because input value changed' });
  });

  it('say that a result differs from run to run', async () => {
    const { engine } = toyEngine();
    const dice: Graph = {
      nodes: {
        dice: { type: 'random' },
        flat: { type: 'floor', inputs: { a: from('dice.value') } },
        out: { type: 'result', inputs: { value: from('flat.value') } },
      },
    };
    await engine.run(dice);
    expect(await reasons(engine, dice)).toMatchObject({ dice: 'because its result differs from run to run' });
  });
});

describe('verification', () => {
  it('computes known results again and reports those that differ', async () => {
    let answer = 1;
    const drifts = defineNode({
      type: 'drifts',
      version: 1,
      title: 'Drifts',
      category: 'test',
      description: 'Says it is deterministic and is not.',
      inputs: {},
      outputs: { value: { socket: FLOAT } },
      run: () => ({ value: answer }),
    });
    const made = toys();
    const engine = new Engine({ registry: new NodeRegistry([...made.definitions, drifts]) });
    const nodes = {
      d: { type: 'drifts' },
      c: { type: 'constant', inputs: { value: 2 } },
      sum: { type: 'add', inputs: { a: from('d.value'), b: from('c.value') } },
      out: { type: 'result', inputs: { value: from('sum.sum') } },
    };
    await engine.run({ nodes });
    answer = 5;
    const mismatches = async (verify: number): Promise<string[]> => {
      const found: string[] = [];
      await engine.run(
        { nodes },
        { verify, onEvent: (event) => event.type === 'node-mismatch' && found.push(event.node) },
      );
      return found;
    };
    expect(await mismatches(0)).toEqual([]);
    expect(await mismatches(1)).toEqual(['d']);
    // The last computed result has replaced the kept one.
    expect(await mismatches(1)).toEqual([]);
  });
});

describe('forecast', () => {
  const actions = async (engine: Engine, planned: Graph) =>
    Object.fromEntries((await engine.forecast(planned)).nodes.map(({ node, action }) => [node, action]));

  it('names the action of every node without computing anything', async () => {
    const { engine, ran } = toyEngine();
    expect(await actions(engine, graph())).toEqual({ top: 'run', sum: 'run', flat: 'run', loop: 'run', out: 'run' });
    expect(ran).toEqual([]);
    await engine.run(graph());
    expect(await actions(engine, graph())).toEqual({
      top: 'not-needed',
      sum: 'not-needed',
      flat: 'not-needed',
      loop: 'not-needed',
      out: 'reuse',
    });
    expect(await actions(engine, graph(1, 9))).toEqual({
      top: 'reuse',
      sum: 'run',
      flat: 'run',
      loop: 'run',
      out: 'run',
    });
  });

  it('says maybe for a node that only a lazy input needs', async () => {
    const { engine } = toyEngine();
    const lazy: Graph = {
      nodes: {
        a: { type: 'constant', inputs: { value: 1 } },
        b: { type: 'constant', inputs: { value: 2 } },
        pick: { type: 'choose', inputs: { first: true, a: from('a.value'), b: from('b.value') } },
        out: { type: 'result', inputs: { value: from('pick.value') } },
      },
    };
    expect(await actions(engine, lazy)).toEqual({ a: 'run', b: 'maybe', pick: 'run', out: 'run' });
  });

  it('adds up the times of the last computations', async () => {
    const { engine } = toyEngine();
    expect(await engine.forecast(graph())).toMatchObject({ seconds: undefined, unknown: 5 });
    await engine.run(graph());
    await engine.run(graph());
    const { seconds, unknown } = await engine.forecast(graph(7));
    expect(seconds).toBeGreaterThan(0);
    expect(unknown).toBe(0);
  });

  it('is an event of the run on request', async () => {
    const { engine } = toyEngine();
    const types: string[] = [];
    await engine.run(graph(), { forecast: true, onEvent: ({ type }) => types.push(type) });
    expect(types.slice(0, 2)).toEqual(['run-started', 'run-forecast']);
    await engine.run(graph(), { onEvent: ({ type }) => types.push(type) });
    expect(types.filter((type) => type === 'run-forecast')).toHaveLength(1);
  });
});
