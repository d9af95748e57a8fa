// The order of work: a run finishes the target it began, whatever leads there.
import { describe, expect, it } from 'vitest';
import { MemoryCache } from '../../../engine/cache/memory.ts';
import { defineNode } from '../../../engine/graph/define.ts';
import type { Graph } from '../../../engine/graph/graph.ts';
import { NodeRegistry } from '../../../engine/graph/registry.ts';
import { FLOAT } from '../../../engine/graph/socket.ts';
import { Engine } from '../../../engine/run/engine.ts';
import { from, NUMBER_INPUT } from '../toy-nodes.ts';
import { allOf, COPIES, engineOf, five, models, pause, SlowCache } from './steps.ts';

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
