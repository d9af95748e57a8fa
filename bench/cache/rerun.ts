/**
 * A second process with a workflow of 10,000 nodes that another one has run: milliseconds of processor inside the
 * engine, and their ratio to a rerun in the first process, which finds everything in memory. Then with a change that
 * touches every target, so that all nodes above are looked up.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DiskCache } from '../../engine/cache/disk/disk-cache.ts';
import { DiskTraces } from '../../engine/cache/disk/disk-traces.ts';
import { MemoryCache } from '../../engine/cache/memory.ts';
import { TieredCache } from '../../engine/cache/tiered.ts';
import { defineNode } from '../../engine/graph/define.ts';
import type { Graph, GraphNode } from '../../engine/graph/graph.ts';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { FLOAT } from '../../engine/graph/socket.ts';
import { Engine } from '../../engine/run/engine.ts';
import { record } from '../record.ts';

const LAYER = 100;
const LAYERS = 100;
const ROUNDS = 5;
const number = { kind: 'float', min: -1e9, max: 1e9, default: 1 } as const;
const common = { version: 1, category: 'bench', description: 'Part of a bench.' } as const;

const add = defineNode({
  ...common,
  type: 'add',
  title: 'Add',
  inputs: { a: number, b: number },
  outputs: { sum: { socket: FLOAT } },
  run: ({ a, b }) => ({ sum: (a + b) % 1000 }),
});
const end = defineNode({
  ...common,
  type: 'end',
  title: 'End',
  terminal: true,
  inputs: { a: number, plus: number },
  outputs: { value: { socket: FLOAT } },
  run: ({ a, plus }) => ({ value: a + plus }),
});

/** @param plus added by every target. */
function layers(plus: number): Graph {
  const nodes: Record<string, GraphNode> = {};
  for (let row = 0; row < LAYERS; row += 1) {
    const above = (at: number): unknown => (row === 0 ? at : { from: `n${row - 1}_${at % LAYER}.sum` });
    for (let i = 0; i < LAYER; i += 1)
      nodes[`n${row}_${i}`] =
        row === LAYERS - 1
          ? { type: 'end', inputs: { a: above(i), plus } }
          : { type: 'add', inputs: { a: above(i), b: above(i + 1) } };
  }
  return { nodes };
}

/** Processor time counts: it depends less on what else the machine does. */
function now(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Milliseconds of planning and running, and the number of nodes that were executed. */
async function times(engine: Engine, graph: Graph, rounds: number): Promise<{ ms: number; executed: number }> {
  const found: number[] = [];
  let executed = 0;
  for (let round = 0; round < rounds; round += 1) {
    const started = now();
    executed = (await engine.run(graph, { scope: 'bench' })).executed.length;
    found.push(now() - started);
  }
  return { ms: found.toSorted((a, b) => a - b)[Math.floor(found.length / 2)] ?? Number.NaN, executed };
}

function open(folder: string): { readonly disk: DiskCache; readonly engine: Engine } {
  const disk = DiskCache.open({ folder, limits: { freeBytes: 0 } });
  if (!disk) throw new Error('the folder cannot be used');
  const cache = new TieredCache([new MemoryCache(), disk]);
  return {
    disk,
    engine: new Engine({ registry: new NodeRegistry([add, end]), cache, traces: new DiskTraces(disk.index) }),
  };
}

interface Answer {
  readonly ms: number;
  readonly executed: number;
}

async function inProcess(folder: string, plus: number): Promise<Answer> {
  const child = fork(fileURLToPath(import.meta.url), [folder, String(plus)]);
  return new Promise((resolve) => child.once('message', (answer) => resolve(answer as Answer)));
}

async function medianOf(run: () => Promise<Answer>): Promise<Answer> {
  const answers: Answer[] = [];
  for (let round = 0; round < ROUNDS; round += 1) answers.push(await run());
  return answers.toSorted((a, b) => a.ms - b.ms)[Math.floor(ROUNDS / 2)] as Answer;
}

async function compare(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'inkloom-rerun-'));
  const { disk, engine } = open(folder);
  const first = await times(engine, layers(1), 1);
  const memory = await times(engine, layers(1), ROUNDS);
  await disk.close();
  const second = await medianOf(() => inProcess(folder, 1));
  let plus = 1;
  const changed = await medianOf(() => inProcess(folder, (plus += 1)));
  rmSync(folder, { recursive: true });
  const figures =
    `10,000 nodes, ms of processor: first run ${first.ms.toFixed(0)} ms, again from memory ` +
    `${memory.ms.toFixed(0)} ms; in a new process ${second.ms.toFixed(0)} ms, ` +
    `${(second.ms / memory.ms).toFixed(2)} times (${second.executed} executed); with all ` +
    `targets changed ${changed.ms.toFixed(0)} ms (${changed.executed} executed)`;
  console.log(figures);
  await record('bench/cache/rerun.ts, compiled', figures);
}

const [folder, plus] = process.argv.slice(2);
if (folder === undefined) await compare();
else {
  const { disk, engine } = open(folder);
  const answer = await times(engine, layers(Number(plus)), 1);
  await disk.close();
  process.send?.(answer, () => process.disconnect());
}
