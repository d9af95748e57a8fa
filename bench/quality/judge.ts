/** Judges whether a picture shows its case: categories as in GenEval, rendered words, and edits that keep the rest. */
import { draw } from './draw.ts';
import { backgroundsOf, objectsIn } from './read.ts';
import type { Seen } from './read.ts';
import { readText } from './read-text.ts';
import { LINE, world } from './world.ts';
import type { Case, Scene, Thing } from './world.ts';

export interface Verdict {
  readonly right: boolean;
  /** The objects and the text that were seen, for people. */
  readonly seen: string;
  /** For edits: PSNR in dB outside of the edited part. */
  readonly psnr?: number;
}

/** An object that stays may move by this many pixels. */
const STAYS = 8;
/** Pixels by which a named place extends beyond its third of the picture. */
const SLACK = 4;

type Check = (seen: readonly Seen[], scene: Scene, prompt: string) => boolean;

const is = (a: Thing, b: Thing): boolean => a.shape === b.shape && a.colour === b.colour;
const sameShapes = (seen: readonly Thing[], wanted: readonly Thing[]): boolean =>
  matched(seen, wanted, (a, b) => a.shape === b.shape);
const sameThings = (seen: readonly Thing[], wanted: readonly Thing[]): boolean => matched(seen, wanted, is);

/** Whether the things can be paired with none left over. */
function matched(seen: readonly Thing[], wanted: readonly Thing[], fits: (a: Thing, b: Thing) => boolean): boolean {
  const left = [...seen];
  return (
    seen.length === wanted.length &&
    wanted.every((thing) => {
      const at = left.findIndex((other) => fits(other, thing));
      if (at >= 0) left.splice(at, 1);
      return at >= 0;
    })
  );
}

const CHECKS: Readonly<Record<string, Check>> = {
  single: (seen, { objects }) => sameShapes(seen, objects),
  two: (seen, { objects }) => sameShapes(seen, objects),
  counting: (seen, { objects }) => sameShapes(seen, objects),
  colours: (seen, { objects }) => sameThings(seen, objects),
  attribution: (seen, { objects }) => sameThings(seen, objects),
  position: (seen, scene, prompt) => sameThings(seen, scene.objects) && placed(seen, scene, prompt),
};

function placed(seen: readonly Seen[], { kind, relation, objects }: Scene, prompt: string): boolean {
  const find = (index: number): Seen | undefined => seen.find((thing) => objects[index] && is(thing, objects[index]));
  if (kind === 'single') return inPlace(seen[0], prompt);
  const [second, first] = [find(0), find(1)];
  if (!first || !second) return false;
  const [dx, dy] = [first.x - second.x, first.y - second.y];
  if (kind === 'inside') return Math.hypot(dx, dy) < world.radius.large / 2;
  return (
    { 'left of': -dx, 'right of': dx, 'above': -dy, 'below': dy }[relation ?? '']! >
    Math.abs(relation === 'above' || relation === 'below' ? dx : dy)
  );
}

/**
 * Whether a thing is at the place the prompt names, if any. Longer names win, so that a corner is not read as an
 * edge.
 */
function inPlace(thing: Thing | undefined, prompt: string): boolean {
  const said = Object.entries(world.places)
    .toSorted(([a], [b]) => b.length - a.length)
    .find(([en, { zh }]) => prompt.toLowerCase().includes(en.replace(/^(in|at|on) /, '')) || prompt.includes(zh));
  if (!thing || !said) return thing !== undefined;
  const near = (value: number, third: number): boolean =>
    third === -1
      ? value <= world.side * 0.36 + SLACK
      : third === 1
        ? value >= world.side * 0.64 - SLACK
        : Math.abs(value - world.side / 2) <= world.side * 0.08 + SLACK;
  return near(thing.x, said[1].x) && near(thing.y, said[1].y);
}

/** @param picture RGB bytes of a picture of the world's side. */
export function judge({ category, prompt, scene, sources }: Case, picture: Uint8Array): Verdict {
  const line = scene.text ? readText(picture) : undefined;
  const top = line ? world.rows[line.row] : -LINE;
  const seen = objectsIn(picture, (y) => y >= top && y < top + LINE);
  const words = [
    ...seen.map((o) => `${o.size} ${o.colour} ${o.shape} at ${Math.round(o.x)},${Math.round(o.y)}`),
    ...(line ? [`"${line.string}"`] : []),
  ].join('; ');
  if (category === 'latin' || category === 'hanzi') return { right: line?.string === scene.text?.string, seen: words };
  const source = sources?.[0];
  if (!source) return { right: CHECKS[category]!(seen, scene, prompt), seen: words };
  const stays = scene.objects.filter((o) => source.objects.some((p) => is(o, p) && p.x === o.x && p.y === o.y));
  const moved = seen.filter((o) => !stays.some((p) => is(o, p) && Math.hypot(o.x - p.x, o.y - p.y) <= STAYS));
  const right =
    sameThings(seen, scene.objects) &&
    line?.string === scene.text?.string &&
    moved.length === scene.objects.length - stays.length &&
    (!['edit-add', 'edit-move', 'edit-insert'].includes(category) || inPlace(moved[0], prompt)) &&
    (!['edit-recolour', 'edit-replace'].includes(category) ||
      moved.every((o) => scene.objects.some((p) => Math.hypot(o.x - p.x, o.y - p.y) <= STAYS))) &&
    sameBackground(picture, scene);
  return {
    right,
    seen: words,
    ...(category === 'edit-background' ? {} : { psnr: outside(picture, source, scene, moved) }),
  };
}

function sameBackground(picture: Uint8Array, { bg }: Scene): boolean {
  const [first, second = first, halves] = bg;
  const seen = backgroundsOf(picture, 2, (x, y) => ((halves === 'v' ? x : y) < world.side / 2 ? 0 : 1));
  return seen[0] === first && seen[1] === second;
}

/** PSNR against the drawn source, away by three pixels from everything that the edit should change or did change. */
function outside(picture: Uint8Array, source: Scene, target: Scene, moved: readonly Seen[]): number {
  const { side } = world;
  const [before, after] = [draw(source), draw(target)];
  const touched = new Uint8Array(side * side);
  const touch = (i: number): void => {
    for (let k = 0; k < 49; k += 1) {
      const [x, y] = [(i % side) + (k % 7) - 3, Math.floor(i / side) + Math.floor(k / 7) - 3];
      if (x >= 0 && x < side && y >= 0 && y < side) touched[y * side + x] = 1;
    }
  };
  for (let i = 0; i < side * side; i += 1) if ([0, 1, 2].some((c) => before[i * 3 + c] !== after[i * 3 + c])) touch(i);
  for (const { pixels } of moved) for (const i of pixels) touch(i);
  let [sum, count] = [0, 0];
  before.forEach((value, at) => {
    if (touched[Math.floor(at / 3)]) return;
    sum += (value - (picture[at] ?? 0)) ** 2;
    count += 1;
  });
  return 10 * Math.log10(255 ** 2 / Math.max(sum / count, 1e-3));
}
