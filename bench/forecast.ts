/**
 * How true forecasts are: after one run of nano, forecasts of other numbers of steps and other sizes against the time
 * that the same runs take. Prints a table: `npx tsx bench/forecast.ts`, `--rounds 5`.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { NodeRegistry } from '../engine/graph/registry.ts';
import { Engine } from '../engine/run/engine.ts';
import { loadWorkflow } from '../engine/workflow/load.ts';
import { applySettings } from '../engine/workflow/settings.ts';
import { standardNodes } from '../nodes/index.ts';
import { standardServices, type StandardServices } from '../nodes/services/standard.ts';
import { record } from './record.ts';

interface Case {
  readonly side: number;
  readonly steps: number;
}

/** Loads the models. */
const FIRST: Case = { side: 64, steps: 1 };
const CALIBRATION: Case = { side: 256, steps: 8 };
const CASES: readonly Case[] = [
  { side: 256, steps: 4 },
  { side: 256, steps: 20 },
  { side: 256, steps: 100 },
  { side: 128, steps: 20 },
  { side: 512, steps: 4 },
];

const { rounds } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } }).values;
const root = join(import.meta.dirname, '..');
const registry = new NodeRegistry(standardNodes);
const workflow = await loadWorkflow(join(root, 'workflows/text-to-image.json'));
let seed = 0;

/** Seconds of the nodes that can tell theirs beforehand. */
interface Measured {
  readonly forecast: number;
  readonly real: number;
}

/** A run of which no result is known: each has an engine, a seed and a prompt of its own. */
async function measure({ services }: StandardServices, { side, steps }: Case): Promise<Measured> {
  seed += 1;
  const engine = new Engine({ registry, services });
  const settings = [`width=${side}`, `height=${side}`, `steps=${steps}`, `seed=${seed}`, `prompt=a red star, ${seed}`];
  const graph = applySettings(workflow, settings, registry);
  const { seconds: forecast = 0, nodes } = await engine.forecast(graph);
  const told = new Set(
    nodes.flatMap((node) => (node.action === 'run' && node.seconds !== undefined ? [node.node] : [])),
  );
  let real = 0;
  const { status } = await engine.run(graph, {
    onEvent(event) {
      if (event.type === 'node-done' && told.has(event.node)) real += event.seconds;
    },
  });
  if (status !== 'done') throw new Error(`A run of ${side} x ${side} is ${status}`);
  return { forecast, real };
}

/** A case right after the one run that everything is known from, so that both meet the machine at the same load. */
async function round(each: Case): Promise<Measured> {
  const standard = standardServices({ modelFolders: [join(root, 'models')] });
  await measure(standard, FIRST);
  await measure(standard, CALIBRATION);
  const measured = await measure(standard, each);
  await standard.close();
  return measured;
}

const ratios: string[] = [];
console.log('| size | steps | forecast, s | real, s | median ratio |\n| --- | --- | --- | --- | --- |');
for (const each of CASES) {
  const measured: Measured[] = [];
  for (let done = 0; done < Number(rounds); done += 1) measured.push(await round(each));
  const sorted = measured.toSorted((a, b) => a.forecast / a.real - b.forecast / b.real);
  const { forecast, real } = sorted[sorted.length >> 1] ?? { forecast: 0, real: 0 };
  const ratio = (forecast / real).toFixed(2);
  console.log(`| ${each.side} | ${each.steps} | ${forecast.toFixed(2)} | ${real.toFixed(2)} | ${ratio} |`);
  ratios.push(`${each.side} px ${each.steps} steps ${ratio}`);
}
await record('npx tsx bench/forecast.ts', `forecast over real time after one run: ${ratios.join(', ')}`);
