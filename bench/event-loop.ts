/**
 * How long a run blocks the process that runs the graph: the longest pause of its event loop while the models work in
 * their own process. Measured over the shipped workflow, and over tensors as large as those of Qwen-Image at its
 * largest.
 */
import { join } from 'node:path';
import { NodeRegistry } from '../engine/graph/registry.ts';
import { Engine } from '../engine/run/engine.ts';
import { loadWorkflow } from '../engine/workflow/load.ts';
import { applySettings } from '../engine/workflow/settings.ts';
import { float32 } from '../inference/tensor.ts';
import { standardNodes } from '../nodes/index.ts';
import { standardServices } from '../nodes/services/standard.ts';
import { record } from './record.ts';

const root = join(import.meta.dirname, '..');
const standard = standardServices({ modelFolders: [join(root, 'models')] });
const registry = new NodeRegistry(standardNodes);
const workflow = await loadWorkflow(join(root, 'workflows/text-to-image.json'));

/** Longest time between two ticks of a timer while `work` runs, and the time of `work`, in milliseconds. */
async function watched(work: () => Promise<unknown>): Promise<{ readonly longest: number; readonly total: number }> {
  const started = performance.now();
  let [last, longest] = [started, 0];
  const tick = (): void => {
    const now = performance.now();
    [longest, last] = [Math.max(longest, now - last), now];
  };
  const timer = setInterval(tick, 1);
  await work();
  await new Promise((resolve) => setTimeout(resolve, 5));
  tick();
  clearInterval(timer);
  return { longest, total: last - started };
}

/** Milliseconds of every row. */
const pauses: number[] = [];

async function report(name: string, work: () => Promise<unknown>): Promise<void> {
  const { longest, total } = await watched(work);
  pauses.push(longest);
  console.log(`| ${name} | ${total.toFixed(0)} | ${longest.toFixed(1)} |`);
}

console.log('| | total ms | longest pause ms |\n|---|---|---|');
for (const side of [256, 1024]) {
  await report(`text to image, ${side} x ${side}, 10 steps`, async () => {
    const graph = applySettings(workflow, ['steps=10', `width=${side}`, `height=${side}`, `seed=${side}`], registry);
    const { status } = await new Engine({ registry, services: standard.services }).run(graph);
    if (status !== 'done') throw new Error(status);
  });
}
for (const megabytes of [16, 64, 256]) {
  const samples = float32(new Float32Array(megabytes * 2 ** 18), [1, 16, megabytes * 2 ** 7, 2 ** 7]);
  await report(`a tensor of ${megabytes} MB there and back`, () =>
    standard.inference.request('addNoise', {
      latents: samples,
      seed: '1',
      sigma: 1,
      rounding: 'float32',
      earlierDraws: [],
    }),
  );
}
await standard.close();
await record('npx tsx bench/event-loop.ts', `longest pauses ${pauses.map((pause) => pause.toFixed(1)).join(', ')} ms`);
