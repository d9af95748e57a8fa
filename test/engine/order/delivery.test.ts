// Finished targets: the caller of a run takes them over one by one, and the run lets go of their values.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { MemoryCache } from '../../../engine/cache/memory.ts';
import { defineNode } from '../../../engine/graph/define.ts';
import type { Graph } from '../../../engine/graph/graph.ts';
import { NodeRegistry } from '../../../engine/graph/registry.ts';
import { FLOAT, socketType } from '../../../engine/graph/socket.ts';
import { Engine, type EngineRunOptions } from '../../../engine/run/engine.ts';
import { constant, from, NUMBER_INPUT, toyEngine } from '../toy-nodes.ts';
import { COPIES, engineOf, five, models, pause } from './steps.ts';

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

  it('gets those that are done at about the same time in the order of the plan', async () => {
    const sleep = defineNode({
      type: 'sleep',
      version: 1,
      title: 'Sleep',
      category: 'test',
      description: 'Sleeps, the first longest.',
      terminal: true,
      inputs: { id: NUMBER_INPUT },
      outputs: { value: { socket: FLOAT } },
      async run({ id }) {
        await pause(40 - 8 * id);
        return { value: id };
      },
    });
    const engine = new Engine({ registry: new NodeRegistry([sleep]), lanes: { cpu: 5 } });
    const taken: string[] = [];
    await engine.run(
      { nodes: { sleep: { type: 'sleep', inputs: { id: { each: COPIES } } } } },
      { onTarget: ({ node }) => void taken.push(node) },
    );
    expect(taken).toEqual(COPIES.map((id) => `sleep#${id}`));
  });

  it('does not wait for one that takes long', async () => {
    const { engine, ran, open } = toyEngine({ lanes: { cpu: 3 } });
    const graph: Graph = {
      nodes: {
        slow: { type: 'gate', inputs: { a: 1 } },
        first: { type: 'result', inputs: { value: from('slow.value') } },
        quick: constant(2),
        second: { type: 'result', inputs: { value: from('quick.value') } },
      },
    };
    const taken: string[] = [];
    const running = engine.run(graph, {
      onTarget({ node }) {
        taken.push(node);
        if (node === 'second') open();
      },
    });
    expect((await running).status).toBe('done');
    expect(ran).toContain('gate 1');
    expect(taken).toEqual(['second', 'first']);
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
