// Scenarios that ComfyUI tests its executor with (tests/execution/test_execution.py), adapted to this engine: lazy
// inputs, caching, errors, validation and partial runs. Expansions are in expansions.test.ts.
import { describe, expect, it } from 'vitest';
import { defineNode } from '../../engine/graph/define.ts';
import type { Graph } from '../../engine/graph/graph.ts';
import { FLOAT } from '../../engine/graph/socket.ts';
import { constant, engineWith, from, NUMBER_INPUT as number, result, toyEngine } from './toy-nodes.ts';

describe('lazy', () => {
  const choose = (first: unknown): Graph => ({
    nodes: {
      a: constant(1),
      b: constant(2),
      pick: { type: 'choose', inputs: { first, a: from('a.value'), b: from('b.value') } },
      out: result('pick.value'),
    },
  });

  it('inputs of the copies of a lazy node are computed only where a copy takes them', async () => {
    const { engine, ran } = toyEngine();
    const { outputs } = await engine.run(choose({ each: [true, true] }));
    expect(outputs).toEqual({ 'out#0': { value: 1 }, 'out#1': { value: 1 } });
    expect(ran).not.toContain('constant 2');
    const both = await engine.run(choose({ each: [true, false] }));
    expect(both.outputs).toEqual({ 'out#0': { value: 1 }, 'out#1': { value: 2 } });
  });

  it('inputs that are not demanded start nothing above them', async () => {
    const { engine, ran } = toyEngine();
    const graph = choose(false);
    await engine.run({
      nodes: { ...graph.nodes, a: { type: 'gate', inputs: { a: from('deep.value') } }, deep: { type: 'fail' } },
    });
    expect(ran).toEqual(['constant 2', 'choose', 'result']);
  });

  it('inputs can be demanded after another one is known', async () => {
    const both = defineNode({
      type: 'until-even',
      version: 1,
      title: 'Until even',
      category: 'test',
      description: 'Takes the first even one.',
      inputs: { a: { ...number, lazy: true }, b: { ...number, lazy: true } },
      outputs: { value: { socket: FLOAT } },
      demand: ({ a }) => (a === undefined || a % 2 === 0 ? ['a'] : ['a', 'b']),
      run: ({ a, b }) => ({ value: a !== undefined && a % 2 === 0 ? a : (b ?? -1) }),
    });
    const { engine, ran } = engineWith(both);
    const graph = (a: number): Graph => ({
      nodes: {
        a: constant(a),
        b: constant(8),
        pick: { type: 'until-even', inputs: { a: from('a.value'), b: from('b.value') } },
        out: result('pick.value'),
      },
    });
    expect((await engine.run(graph(4))).outputs).toEqual({ out: { value: 4 } });
    expect(ran).not.toContain('constant 8');
    expect((await engine.run(graph(3))).outputs).toEqual({ out: { value: 8 } });
  });
});

describe('cache', () => {
  it('passes literals to a fingerprint, and all inputs when the node takes its turn', async () => {
    const seen: unknown[] = [];
    const watch = defineNode({
      type: 'watch',
      version: 1,
      title: 'Watch',
      category: 'test',
      description: 'Has outside state.',
      inputs: { literal: number, linked: number },
      outputs: { value: { socket: FLOAT } },
      fingerprint: ({ literal, linked }) => {
        seen.push([literal, linked]);
        return String(literal);
      },
      run: ({ literal, linked }) => ({ value: literal + linked }),
    });
    const { engine } = engineWith(watch);
    const { outputs } = await engine.run({
      nodes: {
        a: constant(2),
        w: { type: 'watch', inputs: { literal: 1, linked: from('a.value') } },
        out: result('w.value'),
      },
    });
    expect(outputs).toEqual({ out: { value: 3 } });
    // For the deep key, for the shallow key, and again when the node has run.
    expect(seen).toEqual([
      [1, undefined],
      [1, 2],
      [1, 2],
    ]);
  });

  it('keeps nothing of a node whose outside state changed while it ran, nor of those behind it', async () => {
    let state = 'before';
    const reader = defineNode({
      type: 'reader',
      version: 1,
      title: 'Reader',
      category: 'test',
      description: 'Reads a file that is replaced meanwhile.',
      inputs: {},
      outputs: { value: { socket: FLOAT } },
      fingerprint: () => state,
      run: () => {
        const value = state === 'before' ? 1 : 2;
        if (state === 'before') state = 'after';
        return { value };
      },
    });
    const { engine } = engineWith(reader);
    const graph: Graph = { nodes: { r: { type: 'reader' }, out: result('r.value') } };
    const changed = await engine.run(graph);
    expect(changed.failures).toMatchObject([{ node: 'r', code: 'file-changing' }]);
    expect((await engine.run(graph)).outputs).toEqual({ out: { value: 2 } });
    state = 'before';
    expect((await engine.run(graph)).failures).toMatchObject([{ code: 'file-changing' }]);
  });

  it('gives one source to two targets and computes it once', async () => {
    const { engine, ran } = toyEngine();
    const { outputs } = await engine.run({ nodes: { a: constant(2), one: result('a.value'), two: result('a.value') } });
    expect(outputs).toEqual({ one: { value: 2 }, two: { value: 2 } });
    expect(ran.filter((name) => name === 'constant 2')).toHaveLength(1);
  });

  it('returns found results like computed ones', async () => {
    const { engine } = toyEngine();
    const graph = { nodes: { a: constant(2), out: result('a.value') } };
    const [first, second] = [await engine.run(graph), await engine.run(graph)];
    expect(second.outputs).toEqual(first.outputs);
    expect(second.stored).toEqual(first.stored);
  });
});

describe('errors', () => {
  const bad: Graph = { nodes: { bad: { type: 'fail' }, out: result('bad.value') } };

  it('name the node and leave the next run unharmed', async () => {
    const { engine } = toyEngine();
    const { status, failures } = await engine.run(bad);
    expect(status).toBe('failed');
    expect(failures).toMatchObject([{ node: 'bad', type: 'fail', message: 'no such luck' }]);
    expect((await engine.run({ nodes: { a: constant(1), out: result('a.value') } })).status).toBe('done');
  });

  it('of one node let a running one finish', async () => {
    const { engine, open } = toyEngine();
    const running = engine.run({ nodes: { ...bad.nodes, wait: { type: 'gate' }, kept: result('wait.value') } });
    await new Promise((resolve) => setTimeout(resolve, 5));
    open();
    const { outputs, failures } = await running;
    expect(outputs).toEqual({ kept: { value: 0 } });
    expect(failures.map(({ node }) => node)).toEqual(['bad']);
  });

  it('include thrown values that are no Error, missing outputs and outputs that are not plain data', async () => {
    const odd = defineNode({
      type: 'odd',
      version: 1,
      title: 'Odd',
      category: 'test',
      description: 'Misbehaves.',
      inputs: { how: { kind: 'choice', options: ['throw', 'nothing', 'class'] } },
      outputs: { value: { socket: FLOAT } },
      run({ how }) {
        // oxlint-disable-next-line no-throw-literal -- what is thrown is what is tested
        if (how === 'throw') throw 'a text';
        return how === 'nothing' ? ({} as { value: number }) : { value: new Date() as unknown as number };
      },
    });
    const { engine } = engineWith(odd);
    const messages = await Promise.all(
      ['throw', 'nothing', 'class'].map(
        async (how) =>
          (await engine.run({ nodes: { o: { type: 'odd', inputs: { how } }, out: result('o.value') } })).failures[0]
            ?.message,
      ),
    );
    expect(messages).toEqual([
      'a text',
      'Node type "odd" gave no value for its output "value"',
      'Expected plain data, got an instance of Date',
    ]);
  });
});

describe('validation', () => {
  it('refuses wrong literals and links before anything runs', async () => {
    const { engine, ran } = toyEngine();
    await expect(
      engine.run({ nodes: { a: { type: 'make-int', inputs: { value: 'foo' } }, out: result('a.value') } }),
    ).rejects.toThrow('expected a whole number');
    await expect(
      engine.run({
        nodes: {
          s: { type: 'make-shape' },
          a: { type: 'floor', inputs: { a: from('s.shape') } },
          out: result('a.value'),
        },
      }),
    ).rejects.toThrow('expects float');
    expect(ran).toEqual([]);
  });

  it('runs the valid branches of a graph on request', async () => {
    const { engine } = toyEngine();
    const graph = {
      nodes: {
        a: constant(1),
        out: result('a.value'),
        broken: { type: 'floor', inputs: { a: from('gone.value') } },
        lost: result('broken.value'),
      },
    };
    await expect(engine.run(graph)).rejects.toThrow('linked to node "gone", which does not exist');
    expect((await engine.run(graph, { partial: true })).outputs).toEqual({ out: { value: 1 } });
  });

  it('refuses a run without targets', async () => {
    const { engine } = toyEngine();
    await expect(engine.run({ nodes: { a: constant(1), out: result('a.value') } }, { targets: [] })).rejects.toThrow(
      'nothing to run',
    );
  });
});

describe('parts of a graph', () => {
  const graph: Graph = {
    nodes: {
      a: constant(1),
      first: result('a.value'),
      b: { type: 'add', inputs: { a: from('first.value'), b: 1 } },
      second: result('b.sum'),
      other: result('a.value'),
    },
  };

  it('include a terminal node that a target depends on', async () => {
    const { engine, ran } = toyEngine();
    const { outputs } = await engine.run(graph, { targets: ['second'] });
    expect(outputs).toEqual({ second: { value: 2 } });
    expect(ran.filter((name) => name === 'result')).toHaveLength(2);
  });

  it('include lazy nodes', async () => {
    const { engine, ran } = toyEngine();
    const lazy: Graph = {
      nodes: {
        ...graph.nodes,
        pick: { type: 'choose', inputs: { first: false, a: from('b.sum'), b: from('a.value') } },
      },
    };
    expect((await engine.run(lazy, { targets: ['pick'] })).outputs).toEqual({ pick: { value: 1 } });
    expect(ran).toEqual(['constant 1', 'choose']);
  });

  it('may have several targets', async () => {
    const { engine } = toyEngine();
    expect((await engine.run(graph, { targets: ['other', 'b'] })).outputs).toEqual({
      other: { value: 1 },
      b: { sum: 2 },
    });
  });
});
