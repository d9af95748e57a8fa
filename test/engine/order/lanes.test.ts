// Scheduling: limits by resource, turns for every run, and preference for weights in memory without starvation.
import { describe, expect, it } from 'vitest';
import { Cancellation } from '../../../engine/run/cancellation.ts';
import { Lane, type LaneOptions } from '../../../engine/run/shared/lane.ts';
import { Traffic, type Traveller } from '../../../engine/run/shared/traffic.ts';
import type { LaneRequest } from '../../../engine/run/shared/waiting.ts';
import { Lanes } from '../../../engine/run/shared/lanes.ts';
import { defineNode, type NodeDefinition } from '../../../engine/graph/define.ts';
import { NodeRegistry } from '../../../engine/graph/registry.ts';
import { FLOAT } from '../../../engine/graph/socket.ts';
import { Engine } from '../../../engine/run/engine.ts';

const never = new Cancellation();

/** Requests of runs by name. */
function requests(): (run: string, more?: { readonly affinity?: string; readonly target?: number }) => LaneRequest {
  const runs = new Map<string, Traffic>();
  let place = 0;
  return (run, { affinity, target = 0 } = {}) => {
    const traffic = runs.get(run) ?? new Traffic();
    runs.set(run, traffic);
    place += 1;
    // A settled task: nothing follows it.
    const task: Traveller = {
      urgency: { target, place: target * 1000 + place, room: 1 },
      state: { kind: 'done' },
      isNear: false,
    };
    return { traffic, task, affinity };
  };
}
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('a lane', () => {
  it('runs as many requests at a time as it has room for', async () => {
    const [lane, of] = [new Lane(2), requests()];
    let [busy, most] = [0, 0];
    await Promise.all(
      Array.from({ length: 8 }, () =>
        lane.run(of('a'), never, async () => {
          busy += 1;
          most = Math.max(most, busy);
          await pause(2);
          busy -= 1;
        }),
      ),
    );
    expect(most).toBe(2);
  });

  it('refuses a limit below 1', () => {
    expect(() => new Lane(0)).toThrow('1 or more');
  });

  async function order(
    waiting: readonly { readonly run: string; readonly affinity?: string; readonly target?: number }[],
    options?: LaneOptions,
  ): Promise<string[]> {
    const [lane, of] = [new Lane(1, options), requests()];
    const served: string[] = [];
    const first = lane.run(of('first'), never, () => pause(5));
    await Promise.all([
      first,
      ...waiting.map(({ run, ...more }) =>
        lane.run(of(run, more), never, () => {
          served.push(more.affinity ?? run);
          return Promise.resolve();
        }),
      ),
    ]);
    return served;
  }

  it('gives waiting runs turns', async () => {
    const waiting = ['a', 'a', 'a', 'b', 'b', 'b'].map((run) => ({ run }));
    expect(await order(waiting)).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
  });

  it('prefers requests that share the weights in memory, up to its patience', async () => {
    const waiting = [...Array.from({ length: 6 }, () => ({ run: 'a', affinity: 'x' })), { run: 'b', affinity: 'y' }];
    expect(await order(waiting, { patience: 3 })).toEqual(['x', 'x', 'x', 'x', 'y', 'x', 'x']);
    expect(await order(waiting, { patience: 100 })).toEqual(['x', 'x', 'x', 'x', 'x', 'x', 'y']);
  });

  it('serves what completes the earliest target first', async () => {
    const waiting = [2, 0, 1, 0, 2].map((target) => ({ run: 'a', target, affinity: `x${target}` }));
    expect(await order(waiting)).toEqual(['x0', 'x0', 'x1', 'x2', 'x2']);
  });

  it('overtakes earlier targets with the weights in memory as long as a switch of weights takes', async () => {
    /** Each request takes 1 ms, and a switch of weights takes so many besides. */
    async function served(switching: number): Promise<string[]> {
      let [clock, resident] = [0, ''];
      const [lane, of] = [new Lane(1, { now: () => clock }), requests()];
      const names: string[] = [];
      const work = (target: number, affinity: string): Promise<void> =>
        lane.run(of('a', { target, affinity }), never, () => {
          clock += resident === affinity ? 1 : 1 + switching;
          resident = affinity;
          names.push(`${affinity}${target}`);
          return Promise.resolve();
        });
      const plan = 'x0 x0 y1 y1 x2 y3 x4 y5 y5'.split(' ');
      const first = lane.run(of('first'), never, () => pause(5));
      await Promise.all([first, ...plan.map(([affinity = '', target = '']) => work(Number(target), affinity))]);
      return names;
    }
    expect(await served(0)).toEqual(['x0', 'x0', 'y1', 'y1', 'x2', 'y3', 'x4', 'y5', 'y5']);
    expect(await served(10)).toEqual(['x0', 'x0', 'y1', 'y1', 'x2', 'x4', 'y3', 'y5', 'y5']);
  });

  it('drops a request that is cancelled while it waits', async () => {
    const [lane, of] = [new Lane(1), requests()];
    const patient = new Cancellation();
    const first = lane.run(of('a'), never, () => pause(5));
    const waiting = lane.run(of('b'), patient, () => Promise.resolve('worked'));
    patient.cancel(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await first;
    expect(await lane.run(of('c'), never, () => Promise.resolve('free'))).toBe('free');
  });

  it('makes room again after a failure', async () => {
    const [lane, of] = [new Lane(1), requests()];
    await expect(lane.run(of('a'), never, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await lane.run(of('a'), never, () => Promise.resolve(1))).toBe(1);
  });

  it('has the default limit unless it is configured', () => {
    const lanes = new Lanes({ inference: 1 }, 4);
    expect(lanes.get('inference')).toBe(lanes.get('inference'));
    expect(lanes.get('other')).not.toBe(lanes.get('inference'));
  });
});

describe('branches', () => {
  /** Sleeping nodes of a lane, and how many slept at once. */
  function sleepers(lane: string | undefined): { definitions: NodeDefinition[]; readonly most: () => number } {
    let [busy, most] = [0, 0];
    const sleep = defineNode({
      type: 'sleep',
      version: 1,
      title: 'Sleep',
      category: 'test',
      description: 'Sleeps.',
      terminal: true,
      ...(lane ? { lane } : {}),
      inputs: { after: { kind: 'float', min: 0, max: 1e6, optional: true }, id: { kind: 'int', min: 0, max: 100 } },
      outputs: { value: { socket: FLOAT } },
      async run({ id }) {
        busy += 1;
        most = Math.max(most, busy);
        await pause(10);
        busy -= 1;
        return { value: id };
      },
    });
    return { definitions: [sleep], most: () => most };
  }
  const parallel = { nodes: Object.fromEntries([1, 2, 3].map((id) => [`s${id}`, { type: 'sleep', inputs: { id } }])) };

  it('that are independent run side by side', async () => {
    const { definitions, most } = sleepers(undefined);
    await new Engine({ registry: new NodeRegistry(definitions), lanes: { cpu: 4 } }).run(parallel);
    expect(most()).toBe(3);
  });

  it('wait for their lane', async () => {
    const { definitions, most } = sleepers('inference');
    await new Engine({ registry: new NodeRegistry(definitions) }).run(parallel);
    expect(most()).toBe(1);
  });

  it('keep the order of their links', async () => {
    const { definitions, most } = sleepers(undefined);
    const chain = {
      nodes: {
        a: { type: 'sleep', inputs: { id: 1 } },
        b: { type: 'sleep', inputs: { id: 2, after: { from: 'a.value' } } },
        c: { type: 'sleep', inputs: { id: 3, after: { from: 'b.value' } } },
      },
    };
    const { executed } = await new Engine({ registry: new NodeRegistry(definitions) }).run(chain);
    expect(executed).toEqual(['a', 'b', 'c']);
    expect(most()).toBe(1);
  });

  it('of two runs share a lane, and neither run starves', async () => {
    const { definitions, most } = sleepers('inference');
    const engine = new Engine({ registry: new NodeRegistry(definitions) });
    const finished: string[] = [];
    const run = (name: string, first: number) =>
      engine.run(
        {
          nodes: Object.fromEntries(
            [0, 1, 2, 3].map((i) => [`${name}${i}`, { type: 'sleep', inputs: { id: first + i } }]),
          ),
        },
        { onEvent: (event) => event.type === 'node-done' && finished.push(event.node.slice(0, 1)) },
      );
    await Promise.all([run('a', 0), run('b', 10)]);
    expect(most()).toBe(1);
    expect(finished.slice(0, 4).filter((name) => name === 'b').length).toBeGreaterThanOrEqual(1);
    expect(finished.slice(0, 4).filter((name) => name === 'a').length).toBeGreaterThanOrEqual(1);
  });
});

describe('runs at the same time', () => {
  it('compute a shared action once', async () => {
    let runs = 0;
    const slow = defineNode({
      type: 'slow',
      version: 1,
      title: 'Slow',
      category: 'test',
      description: 'Takes a moment.',
      terminal: true,
      inputs: { a: { kind: 'float', min: 0, max: 100, default: 1 } },
      outputs: { value: { socket: FLOAT } },
      async run({ a }) {
        runs += 1;
        await pause(5);
        return { value: a };
      },
    });
    const engine = new Engine({ registry: new NodeRegistry([slow]) });
    const linked = { type: 'slow', inputs: { a: { from: 'top.value' } } };
    const graph = { nodes: { top: { type: 'slow' }, a: linked, b: linked, c: { type: 'slow', inputs: { a: 2 } } } };
    const results = await Promise.all(Array.from({ length: 10 }, () => engine.run(graph)));
    expect(results.every(({ status }) => status === 'done')).toBe(true);
    // `a` and `b` are the same action on the same value.
    expect(runs).toBe(3);
  });
});
