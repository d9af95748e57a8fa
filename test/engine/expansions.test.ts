// Nodes that expand to subgraphs: loops by recursion, expansions over lists, wrong expansions.
import { describe, expect, it } from 'vitest';
import { defineNode } from '../../engine/graph/define.ts';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { FLOAT } from '../../engine/graph/socket.ts';
import { Engine } from '../../engine/run/engine.ts';
import { constant, engineWith, from, NUMBER_INPUT as number, result, toys } from './toy-nodes.ts';

describe('expanding nodes', () => {
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

  it.each([1, 2, 3, 4])('loop %i times by expanding to themselves', async (times) => {
    const { engine } = engineWith(halve, loop);
    const { outputs } = await engine.run({
      nodes: { a: constant(255), l: { type: 'loop', inputs: { a: from('a.value'), times } }, out: result('l.value') },
    });
    expect(outputs).toEqual({ out: { value: Math.floor(255 / 2 ** times) } });
  });

  it('expand once for each value of a list', async () => {
    const { engine } = engineWith(halve, loop);
    const { outputs } = await engine.run({
      nodes: { l: { type: 'loop', inputs: { a: 255, times: { each: [1, 2, 3] } } }, out: result('l.value') },
    });
    expect(Object.values(outputs)).toEqual([{ value: 127 }, { value: 63 }, { value: 31 }]);
  });

  it('fail when their expansion has a cycle', async () => {
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
      'a missing output',
      { nodes: {}, outputs: { value: { node: 'a', output: 'value' } } },
      'an output of the expansion',
    ],
    [
      'an unknown input of the parent',
      {
        nodes: { a: { type: 'halve', inputs: { a: { parentInput: 'b' } } } },
        outputs: { value: { node: 'a', output: 'value' } },
      },
      'has no output "b"',
    ],
  ])('fail when their expansion has %s', async (_name, expansion, message) => {
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

  it('count the part of the step at work as their progress', async () => {
    const step = defineNode({
      type: 'slow',
      version: 1,
      title: 'Slow',
      category: 'test',
      description: 'Tells how far it is.',
      inputs: { a: number },
      outputs: { value: { socket: FLOAT } },
      run({ a }, ctx) {
        for (const share of [0.25, 0.75, 1]) ctx.progress(share, 1);
        return { value: a + 1 };
      },
    });
    const two = defineNode({
      type: 'two',
      version: 1,
      title: 'Two',
      category: 'test',
      description: 'Takes two steps.',
      inputs: { a: number },
      outputs: { value: { socket: FLOAT } },
      expand: () => ({
        nodes: {
          first: { type: 'slow', inputs: { a: { parentInput: 'a' } } },
          second: { type: 'slow', inputs: { a: { node: 'first', output: 'value' } } },
        },
        outputs: { value: { node: 'second', output: 'value' } },
        steps: ['first', 'second'],
      }),
    });
    const { engine } = engineWith(step, two);
    const values: number[] = [];
    await engine.run(
      { nodes: { t: { type: 'two', inputs: { a: 1 } }, out: result('t.value') } },
      {
        onEvent: (event) => {
          if (event.type === 'node-progress' && event.node === 't') values.push(event.value);
        },
      },
    );
    expect(values).toEqual([0.25, 0.75, 1, 1.25, 1.75, 2]);
  });

  it('have children that run in parallel', async () => {
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
