/** Mutated files: ComfyUI's official templates in both forms, as JSON and in pictures. A number makes the same one. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { encodeChunk } from '../../../engine/workflow/picture/png-chunks.ts';
import { randomOf } from '../../faults/random.ts';
import { mutateBytes } from './mutate-bytes.ts';
import { mutateJson, pick, textOf } from './mutate-json.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/comfyui-workflows');

const textsIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => readFileSync(join(folder, name), 'utf8'));

/** Workflow files and prompts: the same templates in the same order. */
const [WORKFLOWS, PROMPTS] = [textsIn(FOLDER), textsIn(join(FOLDER, 'api'))];

const blank = sharp({ create: { width: 2, height: 2, channels: 3, background: 'red' } });
const [png, webp, jpeg] = await Promise.all([blank.png().toBuffer(), blank.webp().toBuffer(), blank.jpeg().toBuffer()]);

/** Behind signature and header of a PNG. */
const HEADER = 33;

function inPng(workflow: string, prompt: string, random: () => number): Buffer {
  const chunks = Object.entries({ prompt, workflow }).map(([keyword, text]) => {
    const isLatin = random() < 0.5;
    const separator = isLatin ? '\0' : '\0\0\0\0\0';
    return encodeChunk(isLatin ? 'tEXt' : 'iTXt', Buffer.from(`${keyword}${separator}${text}`));
  });
  return Buffer.concat([png.subarray(0, HEADER), ...chunks, png.subarray(HEADER)]);
}

/** The block of Exif data that ComfyUI writes: two texts of the camera, `workflow:` and `prompt:` in front. */
function exif(workflow: string, prompt: string): Buffer {
  const texts = [`workflow:${workflow}\0`, `prompt:${prompt}\0`].map((text) => Buffer.from(text));
  const head = Buffer.alloc(8 + 2 + 12 * 2 + 4);
  head.write('II*\0', 'latin1');
  head.writeUInt32LE(8, 4);
  head.writeUInt16LE(2, 8);
  let at = head.length;
  for (const [index, text] of texts.entries()) {
    const entry = 10 + 12 * index;
    head.writeUInt16LE([0x010f, 0x0110][index] ?? 0, entry);
    head.writeUInt16LE(2, entry + 2);
    head.writeUInt32LE(text.length, entry + 4);
    head.writeUInt32LE(at, entry + 8);
    at += text.length;
  }
  return Buffer.concat([head, ...texts]);
}

function inWebp(workflow: string, prompt: string): Buffer {
  const data = exif(workflow, prompt);
  const head = Buffer.from('EXIF\0\0\0\0', 'latin1');
  head.writeUInt32LE(data.length, 4);
  const whole = Buffer.concat([webp, head, data, Buffer.alloc(data.length % 2)]);
  whole.writeUInt32LE(whole.length - 8, 4);
  return whole;
}

/** A segment of a JPEG holds 64 KiB: what is longer is cut off, which is one more kind of damage. */
function inJpeg(workflow: string, prompt: string): Buffer {
  const data = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exif(workflow, prompt)]).subarray(0, 65_533);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, data, jpeg.subarray(2)]);
}

export interface MutatedFile {
  readonly name: string;
  readonly bytes: Buffer;
  /** The prompt alone, as a client sends it. */
  readonly prompt: unknown;
}

/** JSON of Python, which writes NaN and Infinity. */
function withNaN(text: string, random: () => number): string {
  const numbers = [...text.matchAll(/(?<=: ?)-?\d+(?=[,}\]])/g)];
  if (numbers.length === 0) return text;
  const { index, 0: number } = pick(random, numbers);
  return text.slice(0, index) + pick(random, ['NaN', '-Infinity', '1e400']) + text.slice(index + number.length);
}

function mutated(text: string, random: () => number): string {
  const json = JSON.parse(text) as unknown;
  mutateJson(json, random);
  const changed = textOf(json);
  return random() < 0.1 ? withNaN(changed, random) : changed;
}

/** @param number of the case; the same gives the same. */
export function mutatedFile(number: number): MutatedFile {
  const random = randomOf(number);
  const at = number % WORKFLOWS.length;
  const workflow = mutated(WORKFLOWS[at] ?? '', random);
  const prompt = mutated(PROMPTS[at] ?? '', random);
  const [kind, make] = pick(random, [
    ['json', () => Buffer.from(workflow)],
    ['json', () => Buffer.from(workflow)],
    ['json', () => Buffer.from(prompt)],
    ['png', () => inPng(workflow, prompt, random)],
    ['webp', () => inWebp(workflow, prompt)],
    ['jpg', () => inJpeg(workflow, prompt)],
  ] as const);
  const whole = make();
  const bytes = random() < (kind === 'json' ? 0.1 : 0.5) ? mutateBytes(whole, random) : whole;
  return { name: `case-${number}.${kind}`, bytes, prompt: parsed(prompt) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
