/**
 * Pictures of the engine and of diffusers from the same weights, prompts and noise: PSNR and largest difference for 20
 * held-out prompts. Needs Python: INKLOOM_PYTHON names one with torch, diffusers and transformers.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import sharp from 'sharp';
import { generator } from './quality/generate.ts';
import { record } from './record.ts';
import { cases, world } from './quality/world.ts';

const { values } = parseArgs({
  options: {
    models: { type: 'string', default: join(import.meta.dirname, '../models') },
    model: { type: 'string', default: 'nano' },
    steps: { type: 'string', default: '20' },
    prompts: { type: 'string', default: '20' },
  },
});
const settings = { models: values.models, model: values.model, steps: Number(values.steps), guidance: 2 };
const asked = cases.filter(({ sources }) => !sources).slice(0, Number(values.prompts));

const folder = await mkdtemp(join(tmpdir(), 'inkloom-diffusers-'));
await writeFile(
  join(folder, 'requests.json'),
  JSON.stringify(
    asked.map(({ prompt, seed }) => ({
      prompt,
      seed,
      steps: settings.steps,
      guidance: settings.guidance,
      side: world.side,
    })),
  ),
);
await promisify(execFile)(process.env['INKLOOM_PYTHON'] ?? 'python3', [
  join(import.meta.dirname, 'quality/diffusers_pictures.py'),
  join(values.models, values.model),
  join(folder, 'requests.json'),
  folder,
]);

const maker = await generator(settings);
console.log('| prompt | PSNR, dB | largest difference of 255 |\n|---|---|---|');
let [equal, largest] = [0, 0];
for (const [i, one] of asked.entries()) {
  const { pixels } = await maker.make(one);
  const theirs = await sharp(join(folder, `${i}.png`))
    .removeAlpha()
    .raw()
    .toBuffer();
  const differences = Array.from(pixels, (value, at) => Math.abs(value - (theirs[at] ?? 0)));
  const mse = differences.reduce((sum, d) => sum + d ** 2, 0) / differences.length;
  if (mse === 0) equal += 1;
  largest = Math.max(largest, ...differences);
  const psnr = mse === 0 ? 'equal' : (10 * Math.log10(255 ** 2 / mse)).toFixed(1);
  console.log(`| ${one.prompt} | ${psnr} | ${Math.max(...differences)} |`);
}
await maker.close();
await rm(folder, { recursive: true });
await record(
  'npx tsx bench/nano-vs-diffusers.ts',
  `${equal} of ${asked.length} pictures equal, largest difference ${largest} of 255`,
);
