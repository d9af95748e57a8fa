// Flattening: subgraphs, mute, bypass, reroutes, lists of values, inputs that take lists.
import { describe, expect, it } from 'vitest';
import { GraphError } from '../../engine/graph/graph-error.ts';
import type { Graph, GraphNode } from '../../engine/graph/graph.ts';
import { planGraph } from '../../engine/graph/plan.ts';
import { toyEngine } from './toy-nodes.ts';

const from = (source: string) => ({ from: source });
const constant = (value: unknown): GraphNode => ({ type: 'constant', inputs: { value } });
const result = (source: string): GraphNode => ({ type: 'result', inputs: { value: from(source) } });

async function values(graph: Graph, targets?: readonly string[]): Promise<Record<string, unknown>> {
  const { engine } = toyEngine();
  const { outputs, failures } = await engine.run(graph, targets ? { targets } : {});
  expect(failures).toEqual([]);
  return Object.fromEntries(
    Object.entries(outputs).map(([id, output]) => [id, output['value'] ?? Object.values(output)[0]]),
  );
}

function problems(graph: Graph): string {
  try {
    planGraph(graph, toyEngine().engine.registry);
  } catch (error) {
    if (error instanceof GraphError) return error.message;
    throw error;
  }
  return '';
}

describe('subgraphs', () => {
  const double = {
    inputs: { x: {}, plus: { default: 0 } },
    outputs: { y: from('more.sum') },
    nodes: {
      twice: { type: 'add', inputs: { a: from('$inputs.x'), b: from('$inputs.x') } },
      more: { type: 'add', inputs: { a: from('twice.sum'), b: from('$inputs.plus') } },
    },
  };

  it('replace their instances, each with its own inputs', async () => {
    const nodes = {
      start: constant(3),
      one: { type: 'subgraph/double', inputs: { x: from('start.value') } },
      two: { type: 'subgraph/double', inputs: { x: from('one.y'), plus: 1 } },
      out: result('two.y'),
    };
    expect(await values({ nodes, subgraphs: { double } })).toEqual({ out: 13 });
  });

  it('can be nested and pass an output of an inner one through', async () => {
    const four = {
      inputs: { x: {} },
      outputs: { y: from('second.y') },
      nodes: {
        first: { type: 'subgraph/double', inputs: { x: from('$inputs.x') } },
        second: { type: 'subgraph/double', inputs: { x: from('first.y') } },
      },
    };
    expect(
      await values({
        nodes: { all: { type: 'subgraph/four', inputs: { x: 5 } }, out: result('all.y') },
        subgraphs: { double, four },
      }),
    ).toEqual({ out: 20 });
  });

  it('share results with the same nodes written out', async () => {
    const { engine, ran } = toyEngine();
    await engine.run({
      nodes: {
        a: { type: 'add', inputs: { a: 3, b: 3 } },
        b: { type: 'add', inputs: { a: from('a.sum'), b: 0 } },
        out: result('b.sum'),
      },
    });
    ran.length = 0;
    await engine.run({
      nodes: { one: { type: 'subgraph/double', inputs: { x: 3 } }, out: result('one.y') },
      subgraphs: { double },
    });
    expect(ran).toEqual([]);
  });

  it('can hold terminal nodes and be a target as a whole', async () => {
    const saving = {
      inputs: { x: {} },
      nodes: { a: { type: 'add', inputs: { a: from('$inputs.x'), b: 1 } }, kept: result('a.sum') },
    };
    const graph = {
      nodes: { s: { type: 'subgraph/saving', inputs: { x: 1 } }, c: constant(9), out: result('c.value') },
      subgraphs: { saving },
    };
    expect(await values(graph)).toEqual({ 's:kept': 2, 'out': 9 });
    expect(await values(graph, ['s'])).toEqual({ 's:kept': 2 });
  });

  it.each([
    [
      'that does not exist',
      { one: { type: 'subgraph/duoble', inputs: { x: 1 } }, out: result('one.y') },
      'Node "one": there is no subgraph "duoble". Did you mean "double"?',
    ],
    [
      'without a required input',
      { one: { type: 'subgraph/double' }, out: result('one.y') },
      'Node "one", input "x": a value of type any is required',
    ],
    [
      'with an unknown input',
      { one: { type: 'subgraph/double', inputs: { x: 1, z: 2 } }, out: result('one.y') },
      'Node "one": has no input "z"',
    ],
    [
      'whose unknown output is linked',
      { one: { type: 'subgraph/double', inputs: { x: 1 } }, out: result('one.z') },
      'Node "out", input "value": linked to node "one", which does not exist',
    ],
    [
      'with a wrong value inside',
      { one: { type: 'subgraph/double', inputs: { x: 'three' } }, out: result('one.y') },
      'Node "one:twice", input "a": expected a number, got "three".',
    ],
    [
      'that contains itself',
      { one: { type: 'subgraph/loop' }, out: result('one.y') },
      'Node "one:again": a subgraph contains itself: loop -> loop.',
    ],
  ])('one %s is refused', (_name, nodes, message) => {
    const loop = { outputs: { y: from('again.y') }, nodes: { again: { type: 'subgraph/loop' } } };
    expect(problems({ nodes, subgraphs: { double, loop } })).toContain(message);
  });
});

describe('mute and bypass', () => {
  const chain = (mode: GraphNode['mode']): Graph => ({
    nodes: {
      a: constant(4),
      b: { type: 'add', inputs: { a: from('a.value'), b: 10 }, mode },
      c: { type: 'add', inputs: { a: from('b.sum'), b: 1 } },
      out: result('c.sum'),
      other: result('a.value'),
    },
  });

  it('mute leaves out the node and every node that needs it', async () => {
    expect(await values(chain('mute'))).toEqual({ other: 4 });
    expect(await values(chain(undefined))).toEqual({ out: 15, other: 4 });
  });

  it('bypass replaces an output by the first input of its type', async () => {
    expect(await values(chain('bypass'))).toEqual({ out: 5, other: 4 });
  });

  it('bypass passes a literal on through several nodes', async () => {
    const nodes = {
      a: { type: 'add', inputs: { a: 7, b: 1 }, mode: 'bypass' },
      b: { type: 'add', inputs: { a: from('a.sum'), b: 1 }, mode: 'bypass' },
      out: { type: 'add', inputs: { a: from('b.sum'), b: 0 } },
      end: result('out.sum'),
    } as const;
    expect(await values({ nodes })).toEqual({ end: 7 });
  });

  it('bypass of a node with nothing to pass on acts as mute', async () => {
    const nodes = {
      s: { type: 'make-shape', mode: 'bypass' },
      gone: result('s.shape'),
      a: constant(1),
      out: result('a.value'),
    } as const;
    expect(await values({ nodes })).toEqual({ out: 1 });
  });

  it('apply to every node of a subgraph', async () => {
    const plus = {
      inputs: { x: {} },
      outputs: { y: from('add.sum') },
      nodes: { add: { type: 'add', inputs: { a: from('$inputs.x'), b: 5 } } },
    };
    const nodes = (mode: GraphNode['mode']) => ({
      a: constant(2),
      one: { type: 'subgraph/plus', inputs: { x: from('a.value') }, mode },
      out: result('one.y'),
      other: result('a.value'),
    });
    expect(await values({ nodes: nodes('bypass'), subgraphs: { plus } })).toEqual({ out: 2, other: 2 });
    expect(await values({ nodes: nodes('mute'), subgraphs: { plus } })).toEqual({ other: 2 });
  });

  it('refuse a graph whose nodes are all muted', () => {
    expect(problems({ nodes: { a: { ...constant(1), mode: 'mute' }, out: result('a.value') } })).toBe(
      'Nothing is left to run: node "out" needs node "a", which is muted.',
    );
  });
});

describe('reroutes', () => {
  it('change neither results nor keys', async () => {
    const { engine, ran } = toyEngine();
    const nodes = {
      a: constant(1),
      r: { type: 'reroute', inputs: { value: from('a.value') } },
      q: { type: 'reroute', inputs: { value: from('r.value') } },
      b: { type: 'add', inputs: { a: from('q.value'), b: 1 } },
      out: result('b.sum'),
    };
    const { outputs } = await engine.run({ nodes });
    expect(outputs).toEqual({ out: { value: 2 } });
    ran.length = 0;
    await engine.run({
      nodes: { a: constant(1), b: { type: 'add', inputs: { a: from('a.value'), b: 1 } }, out: result('b.sum') },
    });
    expect(ran).toEqual([]);
  });

  it('do not hide a mismatch of types', () => {
    expect(
      problems({
        nodes: {
          s: { type: 'make-shape' },
          r: { type: 'reroute', inputs: { value: from('s.shape') } },
          x: { type: 'floor', inputs: { a: from('r.value') } },
          out: result('x.value'),
        },
      }),
    ).toContain('expects float, but "s.shape" gives shape');
  });

  it('in a ring are reported as a cycle', () => {
    expect(
      problems({
        nodes: {
          r: { type: 'reroute', inputs: { value: from('q.value') } },
          q: { type: 'reroute', inputs: { value: from('r.value') } },
          out: result('q.value'),
        },
      }),
    ).toContain('The graph has a cycle');
  });
});

describe('lists', () => {
  it('run a node and every node below it once for each value', async () => {
    const nodes = {
      a: constant({ each: [1, 2, 3] }),
      b: { type: 'add', inputs: { a: from('a.value'), b: 10 } },
      out: result('b.sum'),
    };
    expect(await values({ nodes })).toEqual({ 'out#0': 11, 'out#1': 12, 'out#2': 13 });
  });

  it('of one axis advance together, and the shorter repeats its last value', async () => {
    const nodes = {
      a: constant({ each: [1, 2, 3] }),
      b: { type: 'add', inputs: { a: from('a.value'), b: { each: [10, 20] } } },
      out: result('b.sum'),
    };
    expect(Object.values(await values({ nodes }))).toEqual([11, 22, 23]);
  });

  it('of different axes are combined', async () => {
    const nodes = {
      a: constant({ each: [1, 2], axis: 'x' }),
      b: { type: 'add', inputs: { a: from('a.value'), b: { each: [10, 20, 30], axis: 'y' } } },
      out: result('b.sum'),
    };
    expect(await values({ nodes })).toEqual({
      'out#0-0': 11,
      'out#0-1': 21,
      'out#0-2': 31,
      'out#1-0': 12,
      'out#1-1': 22,
      'out#1-2': 32,
    });
  });

  it('leave other nodes alone and reuse known results when they grow', async () => {
    const graph = (each: readonly number[]): Graph => ({
      nodes: {
        fixed: { type: 'floor', inputs: { a: 5.5 } },
        b: { type: 'add', inputs: { a: from('fixed.value'), b: { each } } },
        out: result('b.sum'),
      },
    });
    const { engine, ran } = toyEngine();
    await engine.run(graph([1, 2]));
    expect(ran.filter((name) => name.startsWith('floor'))).toHaveLength(1);
    ran.length = 0;
    await engine.run(graph([1, 2, 3]));
    expect(ran).toEqual(['add 5 3', 'result']);
  });

  it('end at an input that takes all values as a list', async () => {
    const nodes = {
      a: constant({ each: [1, 2, 3] }),
      sum: { type: 'sum-all', inputs: { numbers: from('a.value') } },
      out: result('sum.sum'),
    };
    expect(await values({ nodes })).toEqual({ out: 6 });
  });

  it('let one copy fail without the others', async () => {
    const { engine } = toyEngine();
    const { status, outputs, failures } = await engine.run({
      nodes: { a: { type: 'not-two', inputs: { a: { each: [1, 2, 3] } } }, out: result('a.value') },
    });
    expect(status).toBe('failed');
    expect(outputs).toEqual({ 'out#0': { value: 1 }, 'out#2': { value: 3 } });
    expect(failures.map(({ node }) => node)).toEqual(['a#1']);
  });

  it('can be targets as a whole or one by one', async () => {
    const nodes = { a: constant({ each: [1, 2, 3] }), out: result('a.value') };
    expect(await values({ nodes }, ['out#1'])).toEqual({ 'out#1': 2 });
    expect(Object.keys(await values({ nodes }, ['out']))).toHaveLength(3);
  });

  it.each([
    ['an empty list', constant({ each: [] }), 'Node "a", input "value": a list of values to run for is empty.'],
    [
      'a wrong value in a list',
      constant({ each: [1, 'two'] }),
      'Node "a#1", input "value": expected a number, got "two".',
    ],
    ['too many', constant({ each: Array.from({ length: 10_001 }, (_, i) => i) }), 'Node "a": would run 10001 times'],
  ])('%s is refused', (_name, a, message) => {
    expect(problems({ nodes: { a, out: result('a.value') } })).toContain(message);
  });
});

describe('inputs that take lists', () => {
  it('read several links, or a list of literals, in order', async () => {
    const nodes = {
      a: constant(1),
      b: constant(2),
      sum: { type: 'sum-all', inputs: { numbers: [from('b.value'), from('a.value'), from('b.value')] } },
      lit: { type: 'sum-all', inputs: { numbers: [4, 5] } },
      out: result('sum.sum'),
      two: result('lit.sum'),
    };
    expect(await values({ nodes })).toEqual({ out: 5, two: 9 });
  });

  it('are checked item by item, and keyed by their items', async () => {
    expect(
      problems({
        nodes: {
          s: { type: 'make-shape' },
          a: constant(1),
          sum: { type: 'sum-all', inputs: { numbers: [from('a.value'), from('s.shape')] } },
          out: result('sum.sum'),
        },
      }),
    ).toContain('expects float, but "s.shape" gives shape');
    const { engine, ran } = toyEngine();
    const graph = (order: readonly string[]): Graph => ({
      nodes: {
        a: constant(1),
        b: constant(2),
        sum: { type: 'sum-all', inputs: { numbers: order.map(from) } },
        out: result('sum.sum'),
      },
    });
    await engine.run(graph(['a.value', 'b.value']));
    ran.length = 0;
    await engine.run(graph(['a.value', 'b.value']));
    expect(ran).toEqual([]);
    await engine.run(graph(['b.value', 'a.value']));
    expect(ran).toEqual(['sum 2,1']);
  });
});
