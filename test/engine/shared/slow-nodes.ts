/** Nodes that take as long as a step of a model, in the lane of models: what a shared tier keeps. */
import { setTimeout } from 'node:timers/promises';
import { MemoryCache } from '../../../engine/cache/memory.ts';
import { SharedCache } from '../../../engine/cache/shared/shared-cache.ts';
import { TieredCache } from '../../../engine/cache/tiered.ts';
import { defineNode } from '../../../engine/graph/define.ts';
import { NodeRegistry } from '../../../engine/graph/registry.ts';
import { socketType } from '../../../engine/graph/socket.ts';
import { Engine } from '../../../engine/run/engine.ts';
import type { ContentStore } from '../../../engine/store/content-store.ts';

const LATENT = socketType<{ readonly dims: readonly number[]; readonly data: Float32Array }>('latent');

/** Floats of a latent: more bytes than fit into an entry. */
const SIZE = 2000;

export const outputOf = (steps: number): Float32Array => new Float32Array(SIZE).fill(steps);

export interface Machine {
  readonly engine: Engine;
  readonly shared: SharedCache;
  /** Numbers of the steps that were computed here. */
  readonly ran: number[];
  /** What the user was told. */
  readonly said: string[];
}

/** A machine of a fleet, with a memory of its own. @param onStep called after each step. */
export function machine(store: ContentStore, onStep: (step: number) => void = () => {}): Machine {
  const [ran, said]: [number[], string[]] = [[], []];
  const step = defineNode({
    type: 'step',
    version: 1,
    title: 'Step',
    category: 'toy',
    description: 'Adds one.',
    inputs: { latent: { kind: 'socket', socket: LATENT, optional: true }, step: { kind: 'int', min: 0, max: 1000 } },
    outputs: { latent: { socket: LATENT } },
    lane: 'inference',
    async run({ latent, step: number }) {
      ran.push(number);
      await setTimeout(25);
      onStep(number);
      return { latent: { dims: [SIZE], data: (latent?.data ?? new Float32Array(SIZE)).map((each) => each + 1) } };
    },
  });
  const end = defineNode({
    type: 'end',
    version: 1,
    title: 'End',
    category: 'toy',
    description: 'A root of the run.',
    inputs: { latent: { kind: 'socket', socket: LATENT } },
    outputs: { latent: { socket: LATENT } },
    terminal: true,
    run: ({ latent }) => ({ latent }),
  });
  const shared = new SharedCache({
    store,
    shelfOf: ({ outputs }) => (outputs['latent']?.type === LATENT.name ? 'steps' : 'results'),
    onProblem: (message) => said.push(message),
  });
  const cache = new TieredCache([new MemoryCache(), shared]);
  return { engine: new Engine({ registry: new NodeRegistry([step, end]), cache }), shared, ran, said };
}

/** A picture of some steps. */
export function picture(steps: number) {
  const nodes = Array.from({ length: steps }, (_, i) => [
    `s${i}`,
    { type: 'step', inputs: { step: i, ...(i > 0 ? { latent: { from: `s${i - 1}.latent` } } : {}) } },
  ]);
  return {
    nodes: { ...Object.fromEntries(nodes), end: { type: 'end', inputs: { latent: { from: `s${steps - 1}.latent` } } } },
  };
}

/** Runs a picture and waits until all is written. @returns the data of its last latent. */
export async function make({ engine, shared }: Machine, steps: number): Promise<Float32Array | undefined> {
  const { outputs } = await engine.run(picture(steps));
  await shared.close();
  return (outputs['end']?.['latent'] as { readonly data: Float32Array } | undefined)?.data;
}
