/** Sketches for templates whose models do not ship: drawn from scenes like those that the shipped model makes. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { draw } from '../quality/draw.ts';
import { type Scene, world } from '../quality/world.ts';
import type { Sign } from './strip.ts';

const WORKFLOWS = join(import.meta.dirname, '../../workflows');
const { side } = world;

/** Pictures of a strip, and the signs between them. */
export interface SketchStrip {
  readonly pictures: readonly Buffer[];
  readonly signs: readonly Sign[];
}

const CIRCLE = { shape: 'circle', colour: 'red', size: 'large', x: 32, y: 32 } as const;
const STAR = { shape: 'star', colour: 'yellow', size: 'large', x: 96, y: 96 } as const;
const HEART = { shape: 'heart', colour: 'blue', size: 'medium', x: 72, y: 72 } as const;
const scene = (bg: Scene['bg'], ...objects: Scene['objects']): Scene => ({ bg, text: null, objects });
const SHAPES = scene(['light blue'], CIRCLE, STAR);
const SINGLE = scene(['light pink'], HEART);

/** By the name of the template. */
export const SKETCHES: Readonly<Record<string, () => Promise<SketchStrip>>> = {
  'controlnet': async () => becomes(await outlines(SHAPES), await picture(SHAPES)),
  'control-lora': async () => becomes(await outlines(SINGLE), await picture(SINGLE)),
  'controlnet-inpaint': async () =>
    becomes(
      await picture(SHAPES, await cover()),
      await picture(scene(['light blue'], CIRCLE, { ...HEART, x: 96, y: 96 })),
    ),
  'layered': async () => ({
    pictures: [await picture(SHAPES), await picture(scene(['light blue'])), await cutOut(CIRCLE), await cutOut(STAR)],
    signs: ['→', '+', '+'],
  }),
  'remove-background': async () => becomes(await picture(SINGLE), await cutOut(HEART)),
  'pose': async () => ({
    pictures: [
      await figure('M64 48V84M64 58L44 78M64 58L84 78M64 84L52 112M64 84L76 112'),
      await skeleton(),
      await figure(POSE),
    ],
    signs: ['+', '→'],
  }),
  'text-to-image-enhanced': async () => ({
    pictures: [await lines([60]), await lines([92, 84, 96, 70, 40]), await picture(SHAPES)],
    signs: ['→', '→'],
  }),
};

function becomes(before: Buffer, after: Buffer): SketchStrip {
  return { pictures: [before, after], signs: ['→'] };
}

/** @param over a picture that covers a part. */
async function picture(of: Scene, over?: Buffer): Promise<Buffer> {
  const drawn = sharp(draw(of), { raw: { width: side, height: side, channels: 3 } });
  return (over ? drawn.composite([{ input: over }]) : drawn).png().toBuffer();
}

/** White where a pixel differs from that two to the right or two below, else black. */
function outlines(of: Scene): Promise<Buffer> {
  const pixels = draw(of);
  const differs = (one: number, other: number): boolean =>
    [0, 1, 2].some((channel) => Math.abs((pixels[one + channel] ?? 0) - (pixels[other + channel] ?? 255)) > 60);
  const drawn = Uint8Array.from({ length: side ** 2 }, (_, i) => {
    const [right, below] = [Math.min(i + 2, side ** 2 - 1), Math.min(i + 2 * side, side ** 2 - 1)];
    return differs(3 * i, 3 * right) || differs(3 * i, 3 * below) ? 255 : 0;
  });
  return sharp(drawn, { raw: { width: side, height: side, channels: 1 } })
    .png()
    .toBuffer();
}

/** The grey veil over the part that is painted anew, as on the pictures of other templates. */
async function cover(): Promise<Buffer> {
  const mask = await readFile(join(WORKFLOWS, 'example-mask.png'));
  const alpha = await sharp(mask).greyscale().linear(0.6).raw().toBuffer();
  return sharp({ create: { width: side, height: side, channels: 3, background: '#444444' } })
    .joinChannel(alpha, { raw: { width: side, height: side, channels: 1 } })
    .png()
    .toBuffer();
}

/** An object on the squares that stand for transparency. */
async function cutOut(object: Scene['objects'][number]): Promise<Buffer> {
  const [on, off] = [draw(scene(['white'], object)), draw(scene(['white']))];
  const pixels = Uint8Array.from(on, (value, i) => {
    const pixel = Math.floor(i / 3) * 3;
    const isEmpty = [0, 1, 2].every((channel) => on[pixel + channel] === off[pixel + channel]);
    const [x, y] = [Math.floor((pixel / 3) % side), Math.floor(pixel / 3 / side)];
    const isDark = (Math.floor(x / 8) + Math.floor(y / 8)) % 2 === 0;
    return isEmpty ? (isDark ? 214 : 244) : value;
  });
  return sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toBuffer();
}

const POSE = 'M64 48L60 84M63 58L36 44M63 58L92 40M60 84L38 104M60 84L86 110';

function svg(background: string, content: string): Promise<Buffer> {
  const text = `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}" viewBox="0 0 128 128"
    fill="none" stroke-linecap="round"><rect width="128" height="128" fill="${background}"/>${content}</svg>`;
  return sharp(Buffer.from(text)).png().toBuffer();
}

/** A person, by the path of trunk and limbs. */
function figure(path: string): Promise<Buffer> {
  return svg(
    '#cfe3f4',
    `<path d="${path}" stroke="#c0392b" stroke-width="13"/><circle cx="64" cy="32" r="15" fill="#e8b98a"/>`,
  );
}

function skeleton(): Promise<Buffer> {
  return svg(
    '#111111',
    `<path d="${POSE}" stroke="#35c4ff" stroke-width="4"/>` +
      `<circle cx="64" cy="32" r="10" stroke="#ffcf33" stroke-width="4"/>`,
  );
}

/** A text as bars. @param widths of its lines. */
function lines(widths: readonly number[]): Promise<Buffer> {
  const top = 64 - (widths.length * 18) / 2;
  const bars = widths.map(
    (width, i) => `<rect x="16" y="${top + i * 18 + 4}" width="${width}" height="9" rx="4.5" fill="#6b7280"/>`,
  );
  return svg('#ffffff', bars.join(''));
}
