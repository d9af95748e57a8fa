/**
 * The engine's pictures and those of diffusers, of the same weights, prompts and noise: PSNR and largest difference of 20
 * held-out prompts. Needs Python: INKLOOM_PYTHON names one with torch, diffusers and transformers.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import sharp from 'sharp';
import { generator } from './quality/generate.ts';
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
for (const [i, one] of asked.entries()) {
  const { pixels } = await maker.make(one);
  const theirs = await sharp(join(folder, `${i}.png`))
    .removeAlpha()
    .raw()
    .toBuffer();
  const differences = Array.from(pixels, (value, at) => Math.abs(value - (theirs[at] ?? 0)));
  const mse = differences.reduce((sum, d) => sum + d ** 2, 0) / differences.length;
  console.log(
    `| ${one.prompt} | ${mse === 0 ? 'equal' : (10 * Math.log10(255 ** 2 / mse)).toFixed(1)} | ${Math.max(...differences)} |`,
  );
}
await maker.close();
await rm(folder, { recursive: true });
