/**
 * Measures the overhead of the engine: plans, runs and reruns graphs of trivial nodes, and prints microseconds a node.
 * A graph has layers of 100 nodes, and each node reads two nodes of the layer above. A rerun finds everything in
 * memory. With `--comfyui ADDRESS` it also prints the figures of that server, for chains of trivial nodes.
 */
import { parseArgs } from 'node:util';
import { defineNode } from '../engine/graph/define.ts';
import type { Graph, GraphNode } from '../engine/graph/graph.ts';
import { NodeRegistry } from '../engine/graph/registry.ts';
import { FLOAT } from '../engine/graph/socket.ts';
import { Engine } from '../engine/run/engine.ts';
import { measureComfyUi } from './run/comfyui.ts';

const LAYER = 100;
const ROUNDS = 5;
const number = { kind: 'float', min: -Number.MAX_VALUE, max: Number.MAX_VALUE, default: 1 } as const;

const add = defineNode({
  type: 'add',
  version: 1,
  title: 'Add',
  category: 'bench',
  description: 'Adds.',
  inputs: { a: number, b: number },
  outputs: { sum: { socket: FLOAT } },
  run: ({ a, b }) => ({ sum: (a + b) % 1000 }),
});
const end = defineNode({
  type: 'end',
  version: 1,
  title: 'End',
  category: 'bench',
  description: 'A root of the run.',
  terminal: true,
  inputs: { a: number },
  outputs: { value: { socket: FLOAT } },
  run: ({ a }) => ({ value: a }),
});

function layers(count: number, salt: number): Graph {
  const nodes: Record<string, GraphNode> = {};
  const rows = Math.ceil(count / LAYER) - 1;
  for (let row = 0; row <= rows; row++) {
    for (let i = 0; i < LAYER; i++) {
      const above = (at: number): unknown => (row === 0 ? salt + at : { from: `n${row - 1}_${at % LAYER}.sum` });
      const type = row === rows ? 'end' : 'add';
      nodes[`n${row}_${i}`] = { type, inputs: type === 'end' ? { a: above(i) } : { a: above(i), b: above(i + 1) } };
    }
  }
  return { nodes };
}

async function timed<T>(work: () => Promise<T> | T): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

const median = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;

console.log('| nodes | plan ms | plan and run ms | us a node | rerun ms | us a node |\n|---|---|---|---|---|---|');
for (const count of [1000, 10_000]) {
  const [plans, runs, reruns]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < ROUNDS; round++) {
    const engine = new Engine({ registry: new NodeRegistry([add, end]) });
    const graph = layers(count, round * 1000);
    plans.push(await timed(() => engine.plan(graph)));
    runs.push(await timed(() => engine.run(graph)));
    reruns.push(await timed(() => engine.run(graph)));
  }
  const [plan, run, rerun] = [median(plans), median(runs), median(reruns)];
  const perNode = (ms: number): string => ((ms * 1000) / count).toFixed(1);
  console.log(
    `| ${count} | ${plan.toFixed(1)} | ${run.toFixed(1)} | ${perNode(run)} | ${rerun.toFixed(1)} | ${perNode(rerun)} |`,
  );
}

const { comfyui } = parseArgs({ options: { comfyui: { type: 'string' } } }).values;
if (comfyui !== undefined) await measureComfyUi(comfyui);
