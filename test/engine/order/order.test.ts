// The order of work: a run finishes the target it began, hands it over at once, and holds no more than it needs.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { MemoryCache } from '../../../engine/cache/memory.ts';
import { defineNode, type NodeDefinition } from '../../../engine/graph/define.ts';
import type { Graph } from '../../../engine/graph/graph.ts';
import { NodeRegistry } from '../../../engine/graph/registry.ts';
import { FLOAT, socketType } from '../../../engine/graph/socket.ts';
import { Engine, type EngineRunOptions } from '../../../engine/run/engine.ts';
import { constant, from, NUMBER_INPUT, toys } from '../toy-nodes.ts';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const COPIES = [0, 1, 2, 3, 4];

/** A model step of a lane for one node at a time, a loop of three of them, and a root. */
function nodes(ran: string[]): NodeDefinition[] {
  const step = defineNode({
    type: 'step',
    version: 1,
    title: 'Step',
    category: 'test',
    description: 'Adds 1.',
    lane: 'inference',
    inputs: { a: { ...NUMBER_INPUT }, of: NUMBER_INPUT },
    outputs: { sum: { socket: FLOAT } },
    async run({ a, of }) {
      ran.push(`${of}.${a}`);
      await pause(1);
      return { sum: a + 1 };
    },
  });
  const loop = defineNode({
    type: 'loop',
    version: 1,
    title: 'Loop',
    category: 'test',
    description: 'Three steps.',
    inputs: { a: { ...NUMBER_INPUT, lazy: true }, of: NUMBER_INPUT },
    outputs: { sum: { socket: FLOAT } },
    expand({ of }) {
      const input = (a: object) => ({ type: 'step', inputs: { a, of: { literal: of } } }) as const;
      return {
        nodes: {
          one: input({ parentInput: 'a' }) as never,
          two: input({ node: 'one', output: 'sum' }) as never,
          three: input({ node: 'two', output: 'sum' }) as never,
        },
        outputs: { sum: { node: 'three', output: 'sum' } },
      };
    },
  });
  const end = defineNode({
    type: 'end',
    version: 1,
    title: 'End',
    category: 'test',
    description: 'A root of the run.',
    terminal: true,
    inputs: { value: NUMBER_INPUT, of: { ...NUMBER_INPUT, default: 0 } },
    outputs: { value: { socket: FLOAT } },
    run({ value, of }) {
      ran.push(`end ${of}`);
      return { value };
    },
  });
  return [step, loop, end];
}

/** A cache that takes its time to store, as a disk does. */
class SlowCache extends MemoryCache {
  override async write(...what: Parameters<MemoryCache['write']>): Promise<void> {
    await pause(2);
    return super.write(...what);
  }
}

function engineOf(ran: string[], cache = new MemoryCache()): Engine {
  return new Engine({ registry: new NodeRegistry([...toys().definitions, ...nodes(ran)]), cache });
}

/** Five copies of a step, a loop of three and a root. */
const five: Graph = {
  nodes: {
    start: { type: 'step', inputs: { a: 0, of: { each: COPIES } } },
    loop: { type: 'loop', inputs: { a: from('start.sum'), of: { each: COPIES } } },
    end: { type: 'end', inputs: { value: from('loop.sum'), of: { each: COPIES } } },
  },
};
const allOf = (of: number): string[] => [0, 1, 2, 3].map((a) => `${of}.${a}`);
const models = (ran: readonly string[]): string[] => ran.filter((name) => !name.startsWith('end'));

describe('a run of many targets', () => {
  it('finishes one after the other, expansions included, however long results take to store', async () => {
    for (const cache of [new MemoryCache(), new SlowCache()]) {
      const ran: string[] = [];
      const delivered: string[] = [];
      const result = await engineOf(ran, cache).run(five, { onTarget: ({ node }) => void delivered.push(node) });
      expect(result.status).toBe('done');
      expect(models(ran)).toEqual(COPIES.flatMap(allOf));
      expect(delivered).toEqual(COPIES.map((of) => `end#${of}`));
    }
  });

  it('hands each target over when it is done, and before much of the next is computed', async () => {
    const ran: string[] = [];
    const steps: number[] = [];
    await engineOf(ran).run(five, { onTarget: () => void steps.push(models(ran).length) });
    for (const [index, count] of steps.entries()) expect(count).toBeLessThanOrEqual(4 * (index + 1) + 2);
  });

  it('computes what a list needs after the targets before it', async () => {
    const ran: string[] = [];
    const graph: Graph = {
      nodes: {
        first: { type: 'step', inputs: { a: 0, of: 9 } },
        one: { type: 'end', inputs: { value: from('first.sum'), of: 1 } },
        many: { type: 'step', inputs: { a: { each: [5, 6, 7] }, of: 3 } },
        sum: { type: 'sum-all', inputs: { numbers: from('many.sum') } },
        two: { type: 'end', inputs: { value: from('sum.sum'), of: 2 } },
      },
    };
    const { outputs } = await engineOf(ran).run(graph);
    expect(models(ran)).toEqual(['9.0', '3.5', '3.6', '3.7']);
    expect(outputs['two']).toEqual({ value: 21 });
  });

  it('works on the branch of a lazy input before later targets', async () => {
    const ran: string[] = [];
    const graph: Graph = {
      nodes: {
        yes: { type: 'step', inputs: { a: 0, of: { each: COPIES } } },
        no: { type: 'step', inputs: { a: 50, of: { each: COPIES } } },
        choose: { type: 'choose', inputs: { first: true, a: from('yes.sum'), b: from('no.sum') } },
        end: { type: 'end', inputs: { value: from('choose.value'), of: { each: COPIES } } },
      },
    };
    await engineOf(ran).run(graph);
    expect(models(ran)).toEqual(COPIES.map((of) => `${of}.0`));
  });

  it('keeps every place of a lane for several nodes at work', async () => {
    let [busy, most] = [0, 0];
    const sleep = defineNode({
      type: 'sleep',
      version: 1,
      title: 'Sleep',
      category: 'test',
      description: 'Sleeps.',
      terminal: true,
      inputs: { id: NUMBER_INPUT },
      outputs: { value: { socket: FLOAT } },
      async run({ id }) {
        most = Math.max(most, (busy += 1));
        await pause(5);
        busy -= 1;
        return { value: id };
      },
    });
    const engine = new Engine({ registry: new NodeRegistry([sleep]), lanes: { cpu: 3 } });
    await engine.run({ nodes: { sleep: { type: 'sleep', inputs: { id: { each: COPIES } } } } });
    expect(most).toBe(3);
  });

  it('goes on with other targets when one fails', async () => {
    const graph: Graph = {
      nodes: {
        check: { type: 'not-two', inputs: { a: { each: [1, 2, 3] } } },
        end: { type: 'end', inputs: { value: from('check.value') } },
      },
    };
    const delivered: string[] = [];
    const result = await engineOf([]).run(graph, { onTarget: ({ node }) => void delivered.push(node) });
    expect(result.status).toBe('failed');
    expect(delivered).toEqual(['end#0', 'end#2']);
  });
});

describe('several runs', () => {
  it('share a lane in turns, each in its own order', async () => {
    const ran: string[] = [];
    const engine = engineOf(ran);
    const other: Graph = {
      nodes: {
        start: { type: 'step', inputs: { a: 0, of: { each: [10, 11] } } },
        loop: { type: 'loop', inputs: { a: from('start.sum'), of: { each: [10, 11] } } },
        end: { type: 'end', inputs: { value: from('loop.sum'), of: { each: [10, 11] } } },
      },
    };
    await Promise.all([engine.run(five), engine.run(other)]);
    const of = (which: (of: number) => boolean): string[] =>
      models(ran).filter((name) => which(Number.parseInt(name, 10)));
    expect(of((copy) => copy < 10)).toEqual(COPIES.flatMap(allOf));
    expect(of((copy) => copy >= 10)).toEqual([10, 11].flatMap(allOf));
    // The smaller run has 8 of the 28 nodes, and need not wait for the 20 others.
    expect(models(ran).findLastIndex((name) => Number.parseInt(name, 10) >= 10)).toBeLessThan(20);
  });
});

describe('the caller who takes targets over', () => {
  it('gets those that are known too, once each, and the result holds none of them', async () => {
    const engine = engineOf([]);
    const first = await engine.run(five);
    expect(Object.keys(first.outputs)).toEqual(COPIES.map((of) => `end#${of}`));
    const taken: unknown[] = [];
    const { outputs, executed, stored } = await engine.run(five, {
      onTarget: ({ node, values }) => void taken.push([node, values['value']]),
    });
    expect(executed).toEqual([]);
    expect(outputs).toEqual({});
    expect(Object.keys(stored)).toEqual(COPIES.map((of) => `end#${of}`));
    expect(taken).toEqual(COPIES.map((of) => [`end#${of}`, 4]));
  });

  it('holds the run back while targets wait for it', async () => {
    const ran: string[] = [];
    const many = Array.from({ length: 20 }, (_, of) => of);
    const graph: Graph = {
      nodes: {
        start: { type: 'step', inputs: { a: 0, of: { each: many } } },
        end: { type: 'end', inputs: { value: from('start.sum'), of: { each: many } } },
      },
    };
    let [taken, ahead] = [0, 0];
    await engineOf(ran).run(graph, {
      async onTarget() {
        await pause(20);
        taken += 1;
        ahead = Math.max(ahead, models(ran).length - taken);
      },
    });
    expect(taken).toBe(20);
    expect(ahead).toBeLessThanOrEqual(6);
  });

  it('ends the run by an error, which the run throws', async () => {
    const ran: string[] = [];
    const options: EngineRunOptions = { onTarget: () => Promise.reject(new Error('no room')) };
    await expect(engineOf(ran).run(five, options)).rejects.toThrow('no room');
    expect(models(ran).length).toBeLessThan(12);
  });

  it('gets the finished targets of a run that is cancelled, and no others', async () => {
    const cancel = new AbortController();
    const taken: string[] = [];
    const result = await engineOf([]).run(five, {
      signal: cancel.signal,
      onTarget({ node }) {
        taken.push(node);
        if (taken.length === 2) cancel.abort(new Error('enough'));
      },
    });
    expect(result.status).toBe('cancelled');
    expect(taken).toEqual(['end#0', 'end#1']);
  });

  it('gets a target whose values were lost once they are computed again', async () => {
    const cache = new MemoryCache();
    let losses = 1;
    const read = cache.read.bind(cache);
    cache.read = (output) => {
      if (output.type !== 'float' || losses === 0) return read(output);
      losses -= 1;
      cache.clear();
      return Promise.resolve(undefined);
    };
    const engine = engineOf([], cache);
    const graph: Graph = { nodes: { c: constant(3), end: { type: 'end', inputs: { value: from('c.value') } } } };
    await engine.run(graph);
    const taken: unknown[] = [];
    const { status } = await engine.run(graph, { onTarget: ({ values }) => void taken.push(values['value']) });
    expect([status, losses, taken]).toEqual(['done', 0, [3]]);
  });
});

describe('values in memory', () => {
  it('are let go when no task will read them again', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const made: WeakRef<object>[] = [];
    const TENSOR = socketType<{ readonly data: Float32Array }>('tensor');
    const grow = defineNode({
      type: 'grow',
      version: 1,
      title: 'Grow',
      category: 'test',
      description: 'A latent.',
      inputs: { from: { kind: 'socket', socket: TENSOR, optional: true }, of: NUMBER_INPUT },
      outputs: { tensor: { socket: TENSOR } },
      run({ of }) {
        const tensor = { data: Float32Array.of(of) };
        made.push(new WeakRef(tensor));
        return { tensor };
      },
    });
    const save = defineNode({
      type: 'save',
      version: 1,
      title: 'Save',
      category: 'test',
      description: 'A root of the run.',
      terminal: true,
      inputs: { tensor: { kind: 'socket', socket: TENSOR }, all: { kind: 'socket', socket: TENSOR } },
      outputs: { value: { socket: FLOAT } },
      run: ({ tensor }) => ({ value: tensor.data[0] ?? 0 }),
    });
    const many = Array.from({ length: 12 }, (_, of) => of);
    const graph: Graph = {
      nodes: {
        shared: { type: 'grow', inputs: { of: 100 } },
        one: { type: 'grow', inputs: { of: { each: many } } },
        two: { type: 'grow', inputs: { from: from('one.tensor'), of: { each: many } } },
        save: { type: 'save', inputs: { tensor: from('two.tensor'), all: from('shared.tensor') } },
      },
    };
    // The cache has room for nothing, so the run alone holds values.
    const registry = new NodeRegistry([grow, save]);
    const engine = new Engine({ registry, cache: new MemoryCache({ limit: 1 }), lanes: { cpu: 1 } });
    const held: number[] = [];
    const { executed } = await engine.run(graph, {
      async onTarget() {
        await pause(0);
        collect();
        held.push(made.filter((value) => value.deref() !== undefined).length);
      },
    });
    expect(executed).toHaveLength(1 + 3 * many.length);
    expect(made).toHaveLength(1 + 2 * many.length);
    // Those of two targets at most, and what all share.
    expect(Math.max(...held)).toBeLessThanOrEqual(5);
    expect(held.at(-1)).toBe(0);
  });
});
