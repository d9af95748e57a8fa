/**
 * What step caches gain and cost on the checkpoint that ships: time of whole runs against runs without a cache, the
 * settings taking turns, and how far their pictures are from those without.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { NodeRegistry } from '../engine/graph/registry.ts';
import { Engine } from '../engine/run/engine.ts';
import { loadWorkflow } from '../engine/workflow/load.ts';
import { applySettings } from '../engine/workflow/settings.ts';
import type { PixelImage } from '../inference/index.ts';
import { standardNodes } from '../nodes/index.ts';
import { standardServices } from '../nodes/services/standard.ts';
import { record } from './record.ts';

const ROOT = join(import.meta.dirname, '..');
const PROMPTS = ['a red star above a blue square', 'three green hearts', 'a yellow circle on a black background'];
const CACHES: readonly (readonly string[])[] = [
  [],
  ...['first-block', 'forecast'].flatMap((kind) =>
    ['0.05', '0.1', '0.2', '0.3'].map((threshold) => [
      `denoise.stepCache=${kind}`,
      `denoise.stepCacheThreshold=${threshold}`,
    ]),
  ),
];

const { values } = parseArgs({
  options: { steps: { type: 'string', default: '40' }, rounds: { type: 'string', default: '3' } },
});
const registry = new NodeRegistry(standardNodes);
const standard = standardServices({ modelFolders: [join(ROOT, 'models')] });
const workflow = await loadWorkflow(join(ROOT, 'workflows/text-to-image.json'));

/** Seconds and the picture of one run; nothing is reused. */
async function run(prompt: string, seed: number, cache: readonly string[]) {
  const settings = [`prompt=${prompt}`, `steps=${values.steps}`, `seed=${seed}`, ...cache];
  const engine = new Engine({ registry, services: standard.services });
  const result = await engine.run(applySettings(workflow, settings, registry), { targets: ['decode'] });
  return { seconds: result.seconds, image: result.outputs['decode']?.['image'] as PixelImage };
}

/** Peak signal to noise of 8 bits, in dB. */
function psnr(a: PixelImage, b: PixelImage): number {
  const squares = a.data.reduce((sum, value, i) => sum + (value - (b.data[i] as number)) ** 2, 0);
  return 10 * Math.log10(255 ** 2 / (squares / a.data.length));
}

const least = CACHES.map(() => 0);
const decibels: number[][] = CACHES.map(() => []);
await run(PROMPTS[0] as string, 0, []);
for (const [seed, prompt] of PROMPTS.entries()) {
  const seconds: number[][] = CACHES.map(() => []);
  for (let round = 0; round < Number(values.rounds); round += 1) {
    let exact: PixelImage | undefined;
    for (const [i, cache] of CACHES.entries()) {
      const made = await run(prompt, seed, cache);
      seconds[i]?.push(made.seconds);
      exact ??= made.image;
      if (round === 0 && i > 0) decibels[i]?.push(psnr(made.image, exact));
    }
  }
  seconds.forEach((all, i) => (least[i] = (least[i] as number) + Math.min(...all)));
}
await standard.close();

const rows = CACHES.slice(1).map((cache, i) => {
  const name = cache.map((setting) => setting.split('=')[1]).join(' ');
  const worst = Math.min(...(decibels[i + 1] as number[]));
  return { name, time: (least[i + 1] as number) / (least[0] as number), worst };
});
console.log('| cache, threshold | time | lowest PSNR, dB |\n|---|---|---|');
for (const { name, time, worst } of rows) console.log(`| ${name} | ${time.toFixed(2)} | ${worst.toFixed(1)} |`);
const figures = rows.map(({ name, time, worst }) => `${name}: time ${time.toFixed(2)}, ${worst.toFixed(0)} dB`);
const how = `nano, against no cache (whole runs, least of ${values.rounds}; lowest PSNR of ${PROMPTS.length})`;
await record(`npx tsx bench/step-cache.ts --steps ${values.steps}`, `${how}: ${figures.join('; ')}`);
