/**
 * The table of pictures in the READMEs: held-out captions and edits that the shipped model gets right. Prints for each
 * whether the evaluator still finds it right.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { draw } from '../quality/draw.ts';
import { generator } from '../quality/generate.ts';
import { judge } from '../quality/judge.ts';
import { cases, world } from '../quality/world.ts';
import type { Case, Scene } from '../quality/world.ts';
import { SIGN, strip } from './strip.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = 'models/nano/pictures';
const READMES = ['README.md', 'README.zh.md'];
/** The generator replaces the text between these lines of a README. */
const [BEGIN, END] = ['<!-- Written by bench/gallery.ts: -->', '<!-- End of what bench/gallery.ts writes. -->'];
const SIDE = 256;
const WIDE = { width: 2 * SIDE + SIGN, height: SIDE, margin: [0, 0] } as const;
/** Cases of each row, by category and seed. An edit is two cells wide. */
const ROWS: readonly (readonly string[])[] = [
  ['position 11', 'counting 9', 'latin 10', 'hanzi 13'],
  ['attribution 3', 'single 7', 'edit-text 1'],
];

/** Writes the pictures into models/nano/pictures and the table into each README. */
export async function makeTable(say: (line: string) => void): Promise<void> {
  await rm(join(ROOT, FOLDER), { recursive: true, force: true });
  await mkdir(join(ROOT, FOLDER), { recursive: true });
  const maker = await generator({ models: join(ROOT, 'models'), model: 'nano', steps: 20, guidance: 2 });
  const lines = ['<table>'];
  for (const row of ROWS) {
    lines.push('  <tr>');
    for (const name of row) {
      const asked = caseOf(name);
      const { pixels, png } = await maker.make(asked);
      const { right, seen } = judge(asked, pixels);
      say(`${name}: ${asked.prompt} -> ${right ? 'right' : `WRONG, seen: ${seen || 'nothing'}`}`);
      const file = `${FOLDER}/${name.replace(' ', '-')}.webp`;
      await writeFile(join(ROOT, file), await pictureOf(asked, png));
      lines.push(cell(asked, file));
    }
    lines.push('  </tr>');
  }
  await maker.close();
  const table = [BEGIN, ...lines, '</table>', ''].join('\n');
  for (const name of READMES) {
    const readme = await readFile(join(ROOT, name), 'utf8');
    const [from, to] = [readme.indexOf(BEGIN), readme.indexOf(END)];
    if (from < 0 || to < from) throw new Error(`${name} lacks "${BEGIN}" or "${END}"`);
    await writeFile(join(ROOT, name), `${readme.slice(0, from)}${table}${readme.slice(to)}`);
  }
}

function caseOf(name: string): Case {
  const found = cases.find(({ category, seed }) => `${category} ${seed}` === name);
  if (!found) throw new Error(`There is no case "${name}"`);
  return found;
}

/** The picture of a case; for an edit, after the pictures it starts from. */
async function pictureOf({ sources = [] }: Case, png: Uint8Array): Promise<Buffer> {
  if (sources.length === 0) return strip([png], [], { width: SIDE, height: SIDE, margin: [0, 0] });
  const before = await Promise.all(sources.map((source) => drawn(source)));
  return strip([...before, png], [...before.slice(1).map(() => '+' as const), '→'], WIDE);
}

const drawn = (scene: Scene): Promise<Buffer> =>
  sharp(draw(scene), { raw: { width: world.side, height: world.side, channels: 3 } })
    .png()
    .toBuffer();

function cell({ prompt, sources }: Case, file: string): string {
  const words = prompt.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  const [span, share, width] = sources ? [' colspan="2"', 50, 384] : ['', 25, 178];
  const alt = `${sources ? 'Before and after: ' : ''}${words}`;
  const image = `<img src="${file}" width="${width}" alt="${alt}">`;
  return `    <td${span} width="${share}%" align="center" valign="top">${image}<br>${words}</td>`;
}
