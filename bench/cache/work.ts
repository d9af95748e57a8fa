/** Nodes whose results can be told beforehand: chains as a picture has them, without any model. */
import { setTimeout } from 'node:timers/promises';
import { defineNode } from '../../engine/graph/define.ts';
import type { Graph } from '../../engine/graph/graph.ts';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { FLOAT, socketType } from '../../engine/graph/socket.ts';

/** Numbers of a latent. */
const SIZE = 5000;
export const STEPS = 5;

const LATENT = socketType<{ readonly data: Float32Array }>('latent');
const COMMON = { version: 1, category: 'bench', description: 'Part of a bench.' } as const;
const number = { kind: 'float', min: -1e9, max: 1e9 } as const;

function noised(seed: number): Float32Array {
  return Float32Array.from({ length: SIZE }, (_, i) => Math.fround(((seed * 7919 + i * 104_729) % 2003) - 1000));
}

function stepped(latent: Float32Array): Float32Array {
  return latent.map((value, i) => Math.fround(value * 0.5 + (latent[(i + 1) % SIZE] ?? 0) * 0.25 + 1));
}

/** The number a seed gives, computed without engine and cache. */
export function expected(seed: number): number {
  let latent = noised(seed);
  for (let step = 0; step < STEPS; step += 1) latent = stepped(latent);
  return sum(latent);
}

function sum(latent: Float32Array): number {
  return latent.reduce((total, value) => total + value, 0);
}

/** @param milliseconds that a step takes. @param onStep called when a step is computed, with its chain and number. */
export function registryOf(milliseconds: number, onStep: (step: string) => void): NodeRegistry {
  return new NodeRegistry([
    defineNode({
      ...COMMON,
      type: 'noise',
      title: 'Noise',
      inputs: { seed: number },
      outputs: { latent: { socket: LATENT } },
      run: ({ seed }) => ({ latent: { data: noised(seed) } }),
    }),
    defineNode({
      ...COMMON,
      type: 'step',
      title: 'Step',
      lane: 'inference',
      inputs: { latent: { kind: 'socket', socket: LATENT }, name: { kind: 'text' } },
      outputs: { latent: { socket: LATENT } },
      async run({ latent, name }) {
        onStep(name);
        await setTimeout(milliseconds * (0.5 + Math.random()));
        return { latent: { data: stepped(latent.data) } };
      },
    }),
    defineNode({
      ...COMMON,
      type: 'chain',
      title: 'Chain',
      inputs: { seed: number },
      outputs: { latent: { socket: LATENT } },
      expand({ seed }) {
        const names = Array.from({ length: STEPS }, (_, i) => `step${i}`);
        const steps = names.map((name, i) => {
          const latent = { node: i === 0 ? 'noise' : `step${i - 1}`, output: 'latent' };
          return [name, { type: 'step', inputs: { latent, name: { literal: `${seed}/${i}` } } }] as const;
        });
        const noise = { type: 'noise', inputs: { seed: { literal: seed } } };
        const last = { node: names.at(-1) ?? 'noise', output: 'latent' };
        return { nodes: { noise, ...Object.fromEntries(steps) }, outputs: { latent: last }, steps: names };
      },
    }),
    defineNode({
      ...COMMON,
      type: 'total',
      title: 'Total',
      terminal: true,
      inputs: { latent: { kind: 'socket', socket: LATENT } },
      outputs: { sum: { socket: FLOAT } },
      run: ({ latent }) => ({ sum: sum(latent.data) }),
    }),
  ]);
}

export function graphOf(seed: number): Graph {
  return {
    nodes: {
      chain: { type: 'chain', inputs: { seed } },
      total: { type: 'total', inputs: { latent: { from: 'chain.latent' } } },
    },
  };
}
