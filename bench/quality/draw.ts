/** Draws scenes, independently of the trainer's draw.py: pictures to edit, and masks that identify shapes. */
import { glyphs, LINE, world } from './world.ts';
import type { Scene } from './world.ts';

type Point = readonly [number, number];

/** Samples of coverage along each side of a pixel. */
const SAMPLES = 4;

const ring = (radius: number): Point[] =>
  Array.from({ length: 48 }, (_, i) => [radius * Math.cos((i * Math.PI) / 24), radius * Math.sin((i * Math.PI) / 24)]);
const between = (from: number, to: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));

const star = Array.from({ length: 10 }, (_, i): Point => {
  const [angle, radius] = [-Math.PI / 2 + (i * Math.PI) / 5, i % 2 === 0 ? 1.1 : 0.46];
  return [radius * Math.cos(angle), radius * Math.sin(angle) + 0.06];
});

const heart = Array.from({ length: 48 }, (_, i): Point => {
  const t = (i * Math.PI) / 24;
  return [
    (16 * Math.sin(t) ** 3) / 16.5,
    -(13 * Math.cos(t) - 5 * Math.cos(2 * t) - 2 * Math.cos(3 * t) - Math.cos(4 * t) + 2) / 16.5,
  ];
});

/** The unit disc without a disc of radius 0.8 around (0.5, 0). */
function moon(): Point[] {
  const [distance, radius] = [0.5, 0.8];
  const x = (1 - radius ** 2 + distance ** 2) / (2 * distance);
  const [outer, inner] = [Math.acos(x), Math.atan2(Math.sqrt(1 - x * x), x - distance)];
  return [
    ...between(outer, 2 * Math.PI - outer, 40).map((a): Point => [Math.cos(a) + 0.15, Math.sin(a)]),
    ...between(2 * Math.PI - inner, inner, 30).map((a): Point => [
      distance + radius * Math.cos(a) + 0.15,
      radius * Math.sin(a),
    ]),
  ];
}

const CROSS: Point[] = [
  [-0.33, -1],
  [0.33, -1],
  [0.33, -0.33],
  [1, -0.33],
  [1, 0.33],
  [0.33, 0.33],
  [0.33, 1],
  [-0.33, 1],
  [-0.33, 0.33],
  [-1, 0.33],
  [-1, -0.33],
  [-0.33, -0.33],
];

/** Outlines of unit shapes around their centre, filled by the even-odd rule. */
export const OUTLINES: Readonly<Record<string, readonly (readonly Point[])[]>> = {
  circle: [ring(0.95)],
  square: [
    [
      [-0.85, -0.85],
      [0.85, -0.85],
      [0.85, 0.85],
      [-0.85, 0.85],
    ],
  ],
  triangle: [
    [
      [0, -0.95],
      [1.05, 0.85],
      [-1.05, 0.85],
    ],
  ],
  star: [star],
  diamond: [
    [
      [0, -1.1],
      [0.8, 0],
      [0, 1.1],
      [-0.8, 0],
    ],
  ],
  heart: [heart],
  cross: [CROSS],
  ring: [ring(1), ring(0.55)],
  moon: [moon()],
};

function inside(outlines: readonly (readonly Point[])[], x: number, y: number): boolean {
  let odd = false;
  for (const points of outlines) {
    points.forEach(([x1, y1], i) => {
      const [x2, y2] = points[(i + 1) % points.length] ?? [x1, y1];
      if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) odd = !odd;
    });
  }
  return odd;
}

/** The share of each pixel, 0 to 1, that a shape covers in a picture `side` pixels wide. */
export function coverage(shape: string, radius: number, cx: number, cy: number, side = world.side): Float32Array {
  const out = new Float32Array(side * side);
  const outlines = OUTLINES[shape] ?? [];
  const reach = Math.ceil(radius * 1.2) + 1;
  for (let y = Math.max(0, Math.floor(cy) - reach); y < Math.min(side, cy + reach); y += 1) {
    for (let x = Math.max(0, Math.floor(cx) - reach); x < Math.min(side, cx + reach); x += 1) {
      let hits = 0;
      for (let i = 0; i < SAMPLES ** 2; i += 1) {
        const [sx, sy] = [x + ((i % SAMPLES) + 0.5) / SAMPLES, y + (Math.floor(i / SAMPLES) + 0.5) / SAMPLES];
        if (inside(outlines, (sx - cx) / radius, (sy - cy) / radius)) hits += 1;
      }
      out[y * side + x] = hits / SAMPLES ** 2;
    }
  }
  return out;
}

/** The picture of a scene, RGB bytes, row by row. */
export function draw({ bg, objects, text }: Scene): Uint8Array {
  const { side } = world;
  const picture = new Float32Array(side * side * 3);
  const [first = '', second = first, halves] = bg;
  for (let i = 0; i < side * side; i += 1) {
    const later = halves === 'h' ? i >= (side * side) / 2 : halves === 'v' && i % side >= side / 2;
    picture.set(world.backgrounds[later ? second : first] ?? [0, 0, 0], i * 3);
  }
  const paint = (ink: (i: number) => number, colour: string): void => {
    const rgb = world.colours[colour] ?? [0, 0, 0];
    for (let i = 0; i < side * side; i += 1) {
      const share = ink(i);
      for (let c = 0; c < 3; c += 1)
        picture[i * 3 + c] = (picture[i * 3 + c] ?? 0) * (1 - share) + (rgb[c] ?? 0) * share;
    }
  };
  for (const { shape, colour, size, x, y } of objects) {
    const covered = coverage(shape, world.radius[size], x, y);
    paint((i) => covered[i] ?? 0, colour);
  }
  if (text) {
    const ink = textInk(text.string, world.rows[text.row]);
    paint((i) => ink[i] ?? 0, text.colour);
  }
  return Uint8Array.from(picture, Math.round);
}

function textInk(string: string, top: number): Float32Array {
  const { side } = world;
  const out = new Float32Array(side * side);
  const line = Array.from(string, (char) => glyphs.find((glyph) => glyph.char === char)).filter(
    (glyph) => glyph !== undefined,
  );
  let left = line[0]?.left ?? 0;
  for (const { width, ink } of line) {
    for (let i = 0; i < width * LINE; i += 1)
      out[(top + Math.floor(i / width)) * side + left + (i % width)] = ink[i] ?? 0;
    left += width;
  }
  return out;
}
