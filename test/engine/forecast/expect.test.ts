/** Forecasts of times: nodes that can tell theirs are asked, others take as long as the last time. */
import { describe, expect, it } from 'vitest';
import { defineNode } from '../../../engine/graph/define.ts';
import type { Graph } from '../../../engine/graph/graph.ts';
import { NodeRegistry } from '../../../engine/graph/registry.ts';
import { FLOAT } from '../../../engine/graph/socket.ts';
import { Engine } from '../../../engine/run/engine.ts';
import { toys } from '../toy-nodes.ts';

const from = (source: string) => ({ from: source });

/** A number whose value is known before a run, and a node that takes one second for each unit of it. */
function setUp() {
  const checks: boolean[] = [];
  const constants = toys().definitions.map((definition) =>
    definition.type === 'constant'
      ? { ...definition, foresee: ({ value }: { value?: unknown }) => ({ value }) }
      : definition,
  );
  const slow = defineNode({
    type: 'slow',
    version: 1,
    title: 'Slow',
    category: 'toy',
    description: 'Would take a second for each unit.',
    inputs: { a: { kind: 'float', min: -1e9, max: 1e9 } },
    outputs: { value: { socket: FLOAT } },
    foresee({ a }, ctx) {
      checks.push(ctx.checks);
      if (a === 13) throw new Error('13 is refused');
      return { value: a };
    },
    async expect({ a }, ctx) {
      if (a === 7) throw new Error('cannot tell');
      const shared = await ctx.once('loading', async () => a);
      return typeof a === 'number' ? a + (shared === a ? 100 : 0) : undefined;
    },
    run: ({ a }) => ({ value: a }),
  });
  return { engine: new Engine({ registry: new NodeRegistry([...constants, slow]) }), checks };
}

const graph = (value: unknown): Graph => ({
  nodes: {
    a: { type: 'constant', inputs: { value } },
    b: { type: 'slow', inputs: { a: from('a.value') } },
    c: { type: 'slow', inputs: { a: from('b.value') } },
    out: { type: 'result', inputs: { value: from('c.value') } },
  },
});

async function secondsOf(engine: Engine, forGraph: Graph): Promise<Record<string, number | undefined>> {
  const { nodes } = await engine.forecast(forGraph);
  return Object.fromEntries(nodes.map((node) => [node.node, node.action === 'run' ? node.seconds : undefined]));
}

describe('a forecast', () => {
  it('asks nodes for their time, with facts of the nodes before them and work that they share', async () => {
    const { engine } = setUp();
    expect(await secondsOf(engine, graph(5))).toMatchObject({ a: undefined, b: 105, c: 105 });
    expect(await engine.forecast(graph(5))).toMatchObject({ seconds: 210, unknown: 2 });
  });

  it('counts only nodes that will run', async () => {
    const { engine } = setUp();
    await engine.run(graph(5));
    expect(await secondsOf(engine, graph(5))).toEqual({ a: undefined, b: undefined, c: undefined, out: undefined });
  });

  it('changes with the work at once, before the changed graph ever ran', async () => {
    const { engine } = setUp();
    await engine.run(graph(5));
    expect((await secondsOf(engine, graph(50)))['b']).toBe(150);
  });

  it('takes the time of the last run of a node that fails to tell its own', async () => {
    const { engine } = setUp();
    await engine.run(graph(5));
    expect((await secondsOf(engine, graph(7)))['b']).toBeLessThan(5);
  });

  it('asks for facts only, and knows none of a node that refuses', async () => {
    const { engine, checks } = setUp();
    const seconds = await secondsOf(engine, graph(13));
    expect(checks).not.toContain(true);
    expect(seconds).toMatchObject({ b: 113, c: undefined });
    await engine.foresee(graph(5));
    expect(checks).toContain(true);
  });
});
