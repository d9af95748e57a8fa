// The scenarios ComfyUI tests its executor with (numbers of reference/comfyui.md section 7), on this engine's terms. Those not
// here: 1, 5, 6, 7, 21, 22, 26, 27, 37, 39, 40 are in run.test.ts, plan.test.ts, flatten.test.ts; 44 and up concern the server.
import { describe, expect, it } from 'vitest';
import { defineNode, type NodeDefinition } from '../../engine/graph/define.ts';
import type { Graph } from '../../engine/graph/graph.ts';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { FLOAT } from '../../engine/graph/socket.ts';
import { Engine } from '../../engine/run/engine.ts';
import { toyEngine, toys } from './toy-nodes.ts';

const from = (source: string) => ({ from: source });
const number = { kind: 'float', min: -1e9, max: 1e9 } as const;
const constant = (value: unknown) => ({ type: 'constant', inputs: { value } });
const result = (source: string) => ({ type: 'result', inputs: { value: from(source) } });

function engineWith(...definitions: NodeDefinition[]): { readonly engine: Engine; readonly ran: string[] } {
  const made = toys();
  return { engine: new Engine({ registry: new NodeRegistry([...made.definitions, ...definitions]) }), ran: made.ran };
}

describe('lazy', () => {
  const choose = (first: unknown): Graph => ({
    nodes: {
      a: constant(1),
      b: constant(2),
      pick: { type: 'choose', inputs: { first, a: from('a.value'), b: from('b.value') } },
      out: result('pick.value'),
    },
  });

  it('2: a list through a lazy node asks for what each of its runs takes', async () => {
    const { engine, ran } = toyEngine();
    const { outputs } = await engine.run(choose({ each: [true, true] }));
    expect(outputs).toEqual({ 'out#0': { value: 1 }, 'out#1': { value: 1 } });
    expect(ran).not.toContain('constant 2');
    const both = await engine.run(choose({ each: [true, false] }));
    expect(both.outputs).toEqual({ 'out#0': { value: 1 }, 'out#1': { value: 2 } });
  });

  it('3: nothing above a lazy input that is not taken is started', async () => {
    const { engine, ran } = toyEngine();
    const graph = choose(false);
    await engine.run({
      nodes: { ...graph.nodes, a: { type: 'gate', inputs: { a: from('deep.value') } }, deep: { type: 'fail' } },
    });
    expect(ran).toEqual(['constant 2', 'choose', 'result']);
  });

  it('4: a lazy input may be asked for after another came', async () => {
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
  it('8: a fingerprint sees literals only', async () => {
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
    expect(seen).toEqual([[1, undefined]]);
  });

  it('9: two results of one source are both given', async () => {
    const { engine, ran } = toyEngine();
    const { outputs } = await engine.run({ nodes: { a: constant(2), one: result('a.value'), two: result('a.value') } });
    expect(outputs).toEqual({ one: { value: 2 }, two: { value: 2 } });
    expect(ran.filter((name) => name === 'constant 2')).toHaveLength(1);
  });

  it('11: what was found is given like what was computed', async () => {
    const { engine } = toyEngine();
    const graph = { nodes: { a: constant(2), out: result('a.value') } };
    const [first, second] = [await engine.run(graph), await engine.run(graph)];
    expect(second.outputs).toEqual(first.outputs);
    expect(second.stored).toEqual(first.stored);
  });
});

describe('errors', () => {
  const bad: Graph = { nodes: { bad: { type: 'fail' }, out: result('bad.value') } };

  it('12, 16: name the node, and the next run works', async () => {
    const { engine } = toyEngine();
    const { status, failures } = await engine.run(bad);
    expect(status).toBe('failed');
    expect(failures).toMatchObject([{ node: 'bad', type: 'fail', message: 'no such luck' }]);
    expect((await engine.run({ nodes: { a: constant(1), out: result('a.value') } })).status).toBe('done');
  });

  it('13, 15: of one node while another works let the other finish', async () => {
    const { engine, open } = toyEngine();
    const running = engine.run({ nodes: { ...bad.nodes, wait: { type: 'gate' }, kept: result('wait.value') } });
    await new Promise((resolve) => setTimeout(resolve, 5));
    open();
    const { outputs, failures } = await running;
    expect(outputs).toEqual({ kept: { value: 0 } });
    expect(failures.map(({ node }) => node)).toEqual(['bad']);
  });

  it('a node that throws something that is no error, or gives nothing, is a failure like any other', async () => {
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
  it('17, 18: wrong literals and links are refused before anything runs', async () => {
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

  it('24: an invalid branch does not stop a valid one when asked', async () => {
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

  it('25: no targets is nothing to run', async () => {
    const { engine } = toyEngine();
    await expect(engine.run({ nodes: { a: constant(1), out: result('a.value') } }, { targets: [] })).rejects.toThrow(
      'nothing to run',
    );
  });
});

describe('graphs that grow', () => {
  const halve = defineNode({
    type: 'halve',
    version: 1,
    title: 'Halve',
    category: 'test',
    description: 'Halves.',
    inputs: { a: number },
    outputs: { value: { socket: FLOAT } },
    run: ({ a }) => ({ value: Math.floor(a / 2) }),
  });
  /** Becomes one step and itself, until none is left: a loop by recursion. */
  const loop = defineNode({
    type: 'loop',
    version: 1,
    title: 'Loop',
    category: 'test',
    description: 'Halves several times.',
    inputs: { a: { ...number, lazy: true }, times: { kind: 'int', min: 1, max: 100 } },
    outputs: { value: { socket: FLOAT } },
    expand: ({ times }) =>
      times === 1
        ? {
            nodes: { step: { type: 'halve', inputs: { a: { parentInput: 'a' } } } },
            outputs: { value: { node: 'step', output: 'value' } },
          }
        : {
            nodes: {
              step: { type: 'halve', inputs: { a: { parentInput: 'a' } } },
              rest: { type: 'loop', inputs: { a: { node: 'step', output: 'value' }, times: { literal: times - 1 } } },
            },
            outputs: { value: { node: 'rest', output: 'value' } },
          },
  });

  it.each([1, 2, 3, 4])('27: a loop of %i by expansion', async (times) => {
    const { engine } = engineWith(halve, loop);
    const { outputs } = await engine.run({
      nodes: { a: constant(255), l: { type: 'loop', inputs: { a: from('a.value'), times } }, out: result('l.value') },
    });
    expect(outputs).toEqual({ out: { value: Math.floor(255 / 2 ** times) } });
  });

  it('28: expansions over a list', async () => {
    const { engine } = engineWith(halve, loop);
    const { outputs } = await engine.run({
      nodes: { l: { type: 'loop', inputs: { a: 255, times: { each: [1, 2, 3] } } }, out: result('l.value') },
    });
    expect(Object.values(outputs)).toEqual([{ value: 127 }, { value: 63 }, { value: 31 }]);
  });

  it('29: a cycle made by an expansion is the fault of the node that made it', async () => {
    const ring = defineNode({
      type: 'ring',
      version: 1,
      title: 'Ring',
      category: 'test',
      description: 'Expands to a cycle.',
      inputs: {},
      outputs: { value: { socket: FLOAT } },
      expand: () => ({
        nodes: {
          a: { type: 'halve', inputs: { a: { node: 'b', output: 'value' } } },
          b: { type: 'halve', inputs: { a: { node: 'a', output: 'value' } } },
        },
        outputs: { value: { node: 'b', output: 'value' } },
      }),
    });
    const { engine } = engineWith(halve, ring);
    const { status, failures } = await engine.run({ nodes: { r: { type: 'ring' }, out: result('r.value') } });
    expect(status).toBe('failed');
    expect(failures).toMatchObject([
      { node: 'r', message: expect.stringContaining('The graph has a cycle') as unknown },
    ]);
  });

  it.each([
    [
      'an unknown type',
      { nodes: { a: { type: 'nope', inputs: {} } }, outputs: { value: { node: 'a', output: 'value' } } },
      'unknown node type "nope"',
    ],
    [
      'an output that is not there',
      { nodes: {}, outputs: { value: { node: 'a', output: 'value' } } },
      'an output of the expansion',
    ],
    [
      'an input of the parent that is not there',
      {
        nodes: { a: { type: 'halve', inputs: { a: { parentInput: 'b' } } } },
        outputs: { value: { node: 'a', output: 'value' } },
      },
      'has no output "b"',
    ],
  ])('an expansion with %s fails its node', async (_name, expansion, message) => {
    const wrong = defineNode({
      type: 'wrong',
      version: 1,
      title: 'Wrong',
      category: 'test',
      description: '',
      inputs: { a: number },
      outputs: { value: { socket: FLOAT } },
      expand: () => expansion,
    });
    const { engine } = engineWith(halve, wrong);
    const { failures } = await engine.run({
      nodes: { w: { type: 'wrong', inputs: { a: 1 } }, out: result('w.value') },
    });
    expect(failures).toMatchObject([{ node: 'w', message: expect.stringContaining(message) as unknown }]);
  });

  it('30: children of an expansion run side by side', async () => {
    let [busy, most] = [0, 0];
    const sleep = defineNode({
      type: 'sleep',
      version: 1,
      title: 'Sleep',
      category: 'test',
      description: 'Sleeps.',
      inputs: { a: number },
      outputs: { value: { socket: FLOAT } },
      async run({ a }) {
        most = Math.max(most, (busy += 1));
        await new Promise((resolve) => setTimeout(resolve, 10));
        busy -= 1;
        return { value: a };
      },
    });
    const three = defineNode({
      type: 'three',
      version: 1,
      title: 'Three',
      category: 'test',
      description: 'Three at once.',
      inputs: {},
      outputs: { value: { socket: FLOAT } },
      expand: () => ({
        nodes: {
          ...Object.fromEntries([1, 2, 3].map((a) => [`s${a}`, { type: 'sleep', inputs: { a: { literal: a } } }])),
          first: { type: 'add', inputs: { a: { node: 's1', output: 'value' }, b: { node: 's2', output: 'value' } } },
          all: { type: 'add', inputs: { a: { node: 'first', output: 'sum' }, b: { node: 's3', output: 'value' } } },
        },
        outputs: { value: { node: 'all', output: 'sum' } },
      }),
    });
    const made = toys();
    const engine = new Engine({ registry: new NodeRegistry([...made.definitions, sleep, three]), lanes: { cpu: 4 } });
    expect((await engine.run({ nodes: { t: { type: 'three' }, out: result('t.value') } })).outputs).toEqual({
      out: { value: 6 },
    });
    expect(most).toBe(3);
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

  it('41: a result another target depends on runs without being a target', async () => {
    const { engine, ran } = toyEngine();
    const { outputs } = await engine.run(graph, { targets: ['second'] });
    expect(outputs).toEqual({ second: { value: 2 } });
    expect(ran.filter((name) => name === 'result')).toHaveLength(2);
  });

  it('42: with lazy nodes', async () => {
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

  it('43: several targets', async () => {
    const { engine } = toyEngine();
    expect((await engine.run(graph, { targets: ['other', 'b'] })).outputs).toEqual({
      other: { value: 1 },
      b: { sum: 2 },
    });
  });
});
