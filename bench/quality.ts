/**
 * How good the pictures of a small checkpoint are: makes held-out cases with the shipped engine and reads them by
 * colour, shape and glyph. Deterministic. `--drawn` judges drawn pictures instead, which shows the errors of the
 * reader itself.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { draw } from './quality/draw.ts';
import { generator } from './quality/generate.ts';
import { judge } from './quality/judge.ts';
import { cases } from './quality/world.ts';
import { record } from './record.ts';

const GENEVAL = ['single', 'two', 'counting', 'colours', 'position', 'attribution'];

const { values } = parseArgs({
  options: {
    models: { type: 'string', default: join(import.meta.dirname, '../models') },
    model: { type: 'string', default: 'nano' },
    steps: { type: 'string', default: '20' },
    guidance: { type: 'string', default: '2' },
    each: { type: 'string', default: '50' },
    precision: { type: 'string', default: 'auto' },
    only: { type: 'string', default: '' },
    save: { type: 'string' },
    drawn: { type: 'boolean', default: false },
  },
});

const totals = new Map<string, { right: number; count: number; psnr: number[] }>();
const maker = values.drawn
  ? undefined
  : await generator({
      models: values.models,
      model: values.model,
      steps: Number(values.steps),
      guidance: Number(values.guidance),
      precision: values.precision,
    });
if (values.save) await mkdir(values.save, { recursive: true });
for (const asked of cases) {
  const { category, prompt, scene, seed } = asked;
  if (!category.startsWith(values.only) || seed >= Number(values.each)) continue;
  const made = maker ? await maker.make(asked) : { pixels: draw(scene), png: undefined };
  const { right, seen, psnr } = judge(asked, made.pixels);
  const total = totals.get(category) ?? { right: 0, count: 0, psnr: [] };
  totals.set(category, total);
  total.count += 1;
  total.right += right ? 1 : 0;
  if (psnr !== undefined) total.psnr.push(psnr);
  if (!right) console.error(`${category} ${seed}: ${prompt} -> ${seen || 'nothing'}`);
  if (values.save && made.png)
    await writeFile(
      join(values.save, `${category}-${String(seed).padStart(2, '0')}-${right ? 'right' : 'wrong'}.png`),
      made.png,
    );
}
await maker?.close();

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
const shares = (names: readonly string[]): number[] =>
  names.flatMap((name) => totals.get(name) ?? []).map(({ right, count }) => right / count);
const edits = [...totals.keys()].filter((name) => name.startsWith('edit-'));
console.log('| | right | of | share | PSNR outside, dB |\n|---|---|---|---|---|');
const decibels = (all: readonly number[]): string => (all.length > 0 ? mean(all).toFixed(1) : '');
for (const [name, { right, count, psnr }] of totals)
  console.log(`| ${name} | ${right} | ${count} | ${(right / count).toFixed(2)} | ${decibels(psnr)} |`);
const psnrs = edits.flatMap((name) => totals.get(name)?.psnr ?? []);
if (shares(GENEVAL).length > 0)
  console.log(`| GenEval-like, mean of categories | | | ${mean(shares(GENEVAL)).toFixed(3)} | |`);
if (edits.length > 0)
  console.log(`| edits, mean of kinds | | | ${mean(shares(edits)).toFixed(3)} | ${decibels(psnrs)} |`);

const figures = [...totals].map(([name, { right, count }]) => `${name} ${(right / count).toFixed(2)}`).join(', ');
await record(`npx tsx bench/quality.ts ${process.argv.slice(2).join(' ')}`.trim(), figures);
