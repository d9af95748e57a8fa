/** Nodes with steps in a lane for one node at a time, and a graph of five copies of them. */
import { MemoryCache } from '../../../engine/cache/memory.ts';
import { defineNode, type NodeDefinition } from '../../../engine/graph/define.ts';
import type { Graph } from '../../../engine/graph/graph.ts';
import { NodeRegistry } from '../../../engine/graph/registry.ts';
import { FLOAT } from '../../../engine/graph/socket.ts';
import { Engine } from '../../../engine/run/engine.ts';
import { from, NUMBER_INPUT, toys } from '../toy-nodes.ts';

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
export const COPIES = [0, 1, 2, 3, 4];

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
export class SlowCache extends MemoryCache {
  override async write(...what: Parameters<MemoryCache['write']>): Promise<void> {
    await pause(2);
    return super.write(...what);
  }
}

export function engineOf(ran: string[], cache = new MemoryCache()): Engine {
  return new Engine({ registry: new NodeRegistry([...toys().definitions, ...nodes(ran)]), cache });
}

/** Five copies of a step, a loop of three and a root. */
export const five: Graph = {
  nodes: {
    start: { type: 'step', inputs: { a: 0, of: { each: COPIES } } },
    loop: { type: 'loop', inputs: { a: from('start.sum'), of: { each: COPIES } } },
    end: { type: 'end', inputs: { value: from('loop.sum'), of: { each: COPIES } } },
  },
};
/** The steps of a copy, as {@link engineOf} notes them: `copy.value`. */
export const allOf = (of: number): string[] => [0, 1, 2, 3].map((a) => `${of}.${a}`);
/** Steps without roots. */
export const models = (ran: readonly string[]): string[] => ran.filter((name) => !name.startsWith('end'));
