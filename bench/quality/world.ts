/** The world nano was trained on, as the trainer describes it, and the cases of the evaluator. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

export type Colour = readonly [number, number, number];

/** A shape with its colour; centre in pixels. */
export interface Thing {
  readonly shape: string;
  readonly colour: string;
  readonly size: 'small' | 'medium' | 'large';
  readonly x: number;
  readonly y: number;
}

export interface Scene {
  /** One colour name, or two and the layout of the halves: `h` above and below, `v` left and right. */
  readonly bg: readonly string[];
  readonly objects: readonly Thing[];
  readonly text: { readonly string: string; readonly colour: string; readonly row: 'top' | 'center' | 'bottom' } | null;
  readonly relation?: string;
  readonly kind?: string;
}

export interface Case {
  readonly category: string;
  readonly prompt: string;
  readonly negative?: string;
  /** The captioned scene; for an edit, the expected result. */
  readonly scene: Scene;
  readonly sources?: readonly Scene[];
  readonly seed: number;
}

interface World {
  readonly side: number;
  /** Side of a token of the transformer, in pixels: everything lies on the grid of tokens. */
  readonly token: number;
  readonly radius: Readonly<Record<Thing['size'], number>>;
  readonly colours: Readonly<Record<string, Colour>>;
  readonly backgrounds: Readonly<Record<string, Colour>>;
  readonly shapes: Readonly<Record<string, string>>;
  readonly places: Readonly<Record<string, { readonly zh: string; readonly x: number; readonly y: number }>>;
  readonly letters: string;
  readonly hanzi: string;
  /** Width and height of a character, and the first column of a line, in tokens. */
  readonly cell: Readonly<Record<'latin' | 'hanzi', readonly [number, number]>>;
  readonly columns: Readonly<Record<'latin' | 'hanzi', number>>;
  readonly rows: Readonly<Record<'top' | 'center' | 'bottom', number>>;
}

const TRAIN = join(import.meta.dirname, '../../models/nano/train');

export const world = JSON.parse(await readFile(join(TRAIN, 'world.json'), 'utf8')) as World;
export const cases = JSON.parse(await readFile(join(import.meta.dirname, 'cases.json'), 'utf8')) as readonly Case[];

const SHEET = await sharp(join(TRAIN, 'glyphs.png')).greyscale().raw().toBuffer({ resolveWithObject: true });

/** Height of a line of text and of every glyph, in pixels. */
export const LINE = 32;

export interface Glyph {
  readonly char: string;
  readonly width: number;
  /** Left end of a line of such characters, in pixels. */
  readonly left: number;
  /** Share of ink of each pixel, 0 to 1, `LINE` rows of `width`. */
  readonly ink: Float32Array;
}

/** Letters, 16 pixels wide, then Chinese characters, 32 pixels wide. */
export const glyphs: readonly Glyph[] = Array.from(world.letters + world.hanzi, (char, cell) => {
  const script = world.letters.includes(char) ? 'latin' : 'hanzi';
  const [width] = world.cell[script];
  const { data, info } = SHEET;
  return {
    char,
    width,
    left: world.columns[script] * world.token,
    ink: Float32Array.from(
      { length: width * LINE },
      (_, i) => (data[Math.floor(i / width) * info.width + cell * LINE + (i % width)] ?? 0) / 255,
    ),
  };
});
