/** Failures that are known before a run: nothing is computed, unless the results are known anyway. */
import { describe, expect, it } from 'vitest';
import { defineNode } from '../../engine/graph/define.ts';
import type { Graph } from '../../engine/graph/graph.ts';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { FLOAT } from '../../engine/graph/socket.ts';
import { Engine } from '../../engine/run/engine.ts';
import type { RunEvent } from '../../engine/run/events.ts';
import { toys } from './toy-nodes.ts';

const from = (source: string) => ({ from: source });

/** An engine with a node that refuses numbers above a limit, told of each check. */
function setUp(limit = 10) {
  const { definitions, ran } = toys();
  const checked: unknown[] = [];
  const state = { limit };
  const known = definitions.map((definition) =>
    definition.type === 'constant'
      ? { ...definition, foresee: ({ value }: { value?: unknown }) => ({ value }) }
      : definition,
  );
  const limited = defineNode({
    type: 'limited',
    version: 1,
    title: 'Limited',
    category: 'toy',
    description: 'Takes numbers up to a limit.',
    inputs: { a: { kind: 'float', min: -1e9, max: 1e9 } },
    outputs: { value: { socket: FLOAT } },
    async foresee({ a }, ctx) {
      await ctx.once(`check ${String(a)}`, async () => checked.push(a));
      if (typeof a === 'number' && a > state.limit)
        throw Object.assign(new Error(`${a} is too much`), { code: 'too-much', details: { field: 'a' } });
      return { value: a };
    },
    run({ a }) {
      ran.push(`limited ${a}`);
      return { value: a };
    },
  });
  return { engine: new Engine({ registry: new NodeRegistry([...known, limited]) }), ran, checked, state };
}

const graph = (value: unknown): Graph => ({
  nodes: {
    a: { type: 'constant', inputs: { value } },
    b: { type: 'limited', inputs: { a: from('a.value') } },
    c: { type: 'limited', inputs: { a: from('b.value') } },
    out: { type: 'result', inputs: { value: from('c.value') } },
  },
});

describe('a run that is known to fail', () => {
  it('computes nothing, and names each node that would fail', async () => {
    const { engine, ran } = setUp();
    const events: RunEvent[] = [];
    const result = await engine.run(graph(11), { foresee: true, onEvent: (event) => events.push(event) });
    expect(ran).toEqual([]);
    expect(result).toMatchObject({ refused: true, status: 'failed', outputs: {} });
    expect(result.failures).toEqual([
      { node: 'b', type: 'limited', message: '11 is too much', code: 'too-much', details: { field: 'a' } },
    ]);
    expect(events.map(({ type }) => type)).toEqual(['run-started', 'node-failed', 'run-finished']);
  });

  it('runs when nothing is wrong, and shares checks between nodes', async () => {
    const { engine, checked } = setUp();
    expect(await engine.run(graph(9), { foresee: true })).toMatchObject({
      refused: false,
      outputs: { out: { value: 9 } },
    });
    expect(checked).toEqual([9]);
  });

  it('runs, and fails at its node, unless it is asked to look ahead', async () => {
    const { engine, ran, checked } = setUp();
    expect(await engine.run(graph(11))).toMatchObject({ refused: false, status: 'done' });
    expect(ran).toContain('limited 11');
    expect(checked).toEqual([]);
  });

  it('is not refused for results that are known', async () => {
    const { engine, ran, state } = setUp(20);
    await engine.run(graph(15));
    state.limit = 10;
    ran.length = 0;
    expect(await engine.run(graph(15), { foresee: true })).toMatchObject({ refused: false, status: 'done' });
    expect(ran).toEqual([]);
  });

  it('is foreseen without being run', async () => {
    const { engine, ran } = setUp();
    expect(await engine.foresee(graph(11))).toMatchObject([{ node: 'b', message: '11 is too much' }]);
    expect(await engine.foresee(graph(1))).toEqual([]);
    expect(ran).toEqual([]);
  });

  it('names the copies of a list that would fail', async () => {
    const { engine } = setUp();
    const failures = await engine.foresee(graph({ each: [1, 11, 2, 12] }));
    expect(failures.map(({ node }) => node)).toEqual(['b#1', 'b#3']);
  });
});
