/** Finds the background and the objects of a picture by nearest colour, connected regions and outlines. */
import { coverage } from './draw.ts';
import { world } from './world.ts';
import type { Colour, Thing } from './world.ts';

const SIDE = world.side;
/** Fewest pixels of an object. */
const LEAST_AREA = 40;
/** Fewest pixels of an object whose neighbours all belong to it. Blends along the edge of two colours have none. */
const LEAST_CORE = 12;
/** Least overlap (intersection over union) with the mask of a shape to be that shape. */
const LEAST_OVERLAP = 0.6;

/** Radii tried, in pixels: those of the world's sizes, and one or two more and less. */
const RADII = [11, 12, 13, 14, 18, 19, 20, 21, 25, 26, 27, 28];

const names = [...Object.keys(world.backgrounds), ...Object.keys(world.colours)];
const colours: readonly Colour[] = [...Object.values(world.backgrounds), ...Object.values(world.colours)];
const BACKGROUNDS = Object.keys(world.backgrounds).length;

interface Found {
  readonly colour: string;
  readonly region: ReadonlySet<number>;
}

export interface Seen extends Thing {
  readonly overlap: number;
  readonly pixels: ReadonlySet<number>;
}

/** For each pixel, the index into `names` of its nearest colour. */
function labels(picture: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: SIDE * SIDE }, (_, i) => {
    let [best, least] = [0, Infinity];
    colours.forEach((colour, index) => {
      const distance = colour.reduce((sum, value, c) => sum + (value - (picture[i * 3 + c] ?? 0)) ** 2, 0);
      if (distance < least) [best, least] = [index, distance];
    });
    return best;
  });
}

const neighbours = (i: number): number[] => [
  i % SIDE > 0 ? i - 1 : -1,
  i % SIDE < SIDE - 1 ? i + 1 : -1,
  i - SIDE,
  i + SIDE,
];

/** Connected regions of the pixels for which `belongs` is true. */
function regions(belongs: (i: number) => boolean): Set<number>[] {
  const taken = new Set<number>();
  const found: Set<number>[] = [];
  for (let start = 0; start < SIDE * SIDE; start += 1) {
    if (taken.has(start) || !belongs(start)) continue;
    const region = new Set([start]);
    for (const i of region) {
      for (const j of neighbours(i)) if (j >= 0 && j < SIDE * SIDE && !region.has(j) && belongs(j)) region.add(j);
    }
    for (const i of region) taken.add(i);
    found.push(region);
  }
  return found;
}

const core = (region: ReadonlySet<number>): number =>
  [...region].filter((i) => neighbours(i).every((j) => region.has(j))).length;

/** The most frequent background colour of each area of a picture, by name. */
export function backgroundsOf(picture: Uint8Array, areas: number, areaOf: (x: number, y: number) => number): string[] {
  const counts = Array.from({ length: areas }, () => Array.from<number>({ length: BACKGROUNDS }).fill(0));
  labels(picture).forEach((label, i) => {
    const count = counts[areaOf(i % SIDE, Math.floor(i / SIDE))];
    if (count && label < BACKGROUNDS) count[label] = (count[label] ?? 0) + 1;
  });
  return counts.map((count) => names[count.indexOf(Math.max(...count))] ?? '');
}

/**
 * All objects, without the ones that only show through the hole of another. `ignore` skips rows, such as a line of
 * text.
 */
export function objectsIn(picture: Uint8Array, ignore: (y: number) => boolean = () => false): Seen[] {
  const label = labels(picture);
  const found = colours.flatMap((_, index) =>
    index < BACKGROUNDS
      ? []
      : regions((i) => label[i] === index && !ignore(Math.floor(i / SIDE)))
          .filter((region) => region.size >= LEAST_AREA && core(region) >= LEAST_CORE)
          .map((region) => ({ colour: names[index] ?? '', region })),
  );
  const within = (a: Found, b: Found): boolean => a !== b && [...a.region].every((i) => enclosed(i, b.region));
  const things = found.filter(
    (a) => !found.some((b) => within(a, b) && found.some((c) => c.colour === a.colour && c !== a && within(b, c))),
  );
  return things.map((thing) => {
    const whole = things.some((other) => within(other, thing)) ? filled(thing.region) : thing.region;
    return { ...outline(whole), colour: thing.colour, pixels: whole };
  });
}

/** Whether a region has pixels left, right, above and below a pixel. */
function enclosed(i: number, region: ReadonlySet<number>): boolean {
  const beyond = (step: number, count: number): boolean =>
    Array.from({ length: count }, (_, k) => i + step * (k + 1)).some((j) => region.has(j));
  const [x, y] = [i % SIDE, Math.floor(i / SIDE)];
  return beyond(-1, x) && beyond(1, SIDE - 1 - x) && beyond(-SIDE, y) && beyond(SIDE, SIDE - 1 - y);
}

const filled = (region: ReadonlySet<number>): ReadonlySet<number> =>
  new Set(Array.from({ length: SIDE * SIDE }, (_, i) => i).filter((i) => region.has(i) || enclosed(i, region)));

/** The shape and size whose mask overlaps the region most, centred on its box or one pixel beside. */
function outline(region: ReadonlySet<number>): Omit<Seen, 'colour' | 'pixels'> {
  const box = boxOf(region);
  const bits = new Uint8Array(SIDE * SIDE);
  for (const i of region) bits[i] = 1;
  let best: Omit<Seen, 'colour' | 'pixels'> = { shape: '?', size: 'small', x: 0, y: 0, overlap: 0 };
  for (const shape of Object.keys(world.shapes)) {
    for (const radius of RADII) {
      const mask = maskOf(shape, radius);
      for (let shift = 0; shift < 9; shift += 1) {
        const [dx, dy] = [
          Math.round(box.x - mask.box.x) + (shift % 3) - 1,
          Math.round(box.y - mask.box.y) + Math.floor(shift / 3) - 1,
        ];
        let common = 0;
        for (const i of mask.pixels) common += bits[i + dx + dy * SIDE] ?? 0;
        const overlap = common / (mask.pixels.length + region.size - common);
        if (overlap > best.overlap) best = { shape, size: sizeOf(radius), x: SIDE / 2 + dx, y: SIDE / 2 + dy, overlap };
      }
    }
  }
  return best.overlap >= LEAST_OVERLAP ? best : { ...best, shape: '?' };
}

function sizeOf(radius: number): Thing['size'] {
  const sizes = Object.entries(world.radius).toSorted(([, a], [, b]) => Math.abs(a - radius) - Math.abs(b - radius));
  return sizes[0]?.[0] as Thing['size'];
}

/** Middle of the box around a region. */
function boxOf(region: Iterable<number>): { readonly x: number; readonly y: number } {
  const [xs, ys] = [[...region].map((i) => i % SIDE), [...region].map((i) => Math.floor(i / SIDE))];
  return { x: (Math.min(...xs) + Math.max(...xs)) / 2, y: (Math.min(...ys) + Math.max(...ys)) / 2 };
}

const masks = new Map<
  string,
  { readonly pixels: Int32Array; readonly box: { readonly x: number; readonly y: number } }
>();

function maskOf(shape: string, radius: number): NonNullable<ReturnType<typeof masks.get>> {
  const key = `${shape} ${radius}`;
  const known = masks.get(key);
  if (known) return known;
  const covered = coverage(shape, radius, SIDE / 2, SIDE / 2);
  const pixels = Int32Array.from(covered.keys()).filter((i) => (covered[i] ?? 0) >= 0.5);
  const made = { pixels, box: boxOf(pixels) };
  masks.set(key, made);
  return made;
}
