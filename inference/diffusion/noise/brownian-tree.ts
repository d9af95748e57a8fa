/**
 * Brownian motion over the sigmas of a run: increments of one path, so that noise for a long step is the sum of noise
 * for shorter ones within. A binary tree of halves, each with a seed of its own, gives the increment between any two
 * sigmas without those before. Source: torchsde `BrownianTree` and `BrownianInterval` (Apache-2.0), with which
 * `BrownianTreeNoiseSampler`, k_diffusion of ComfyUI, draws.
 */
import { elementCount, float32, type Tensor } from '../../tensor.ts';
import { framesFirst } from './latent-noise.ts';
import { firstSeed } from './seed-sequence.ts';
import { generatorAfter } from './torch-generator.ts';

/** Digits after the point that sigmas are rounded to: torchsde's tolerance of 1e-6. */
const DIGITS = 6;
/** torchsde's size of the pool of its trees. */
const POOL_SIZE = 24;

export interface BrownianPath {
  /** Decimal digits. */
  readonly seed: string;
  /** Shape of the latents. */
  readonly dims: readonly number[];
  /** Latents of the batch before these, which draw from the same path. */
  readonly before: number;
  /** The lowest sigma above 0 of the run, and its highest. */
  readonly low: number;
  readonly high: number;
}

/** A part of the path, and how far the motion goes in it. */
interface Interval {
  readonly start: number;
  readonly end: number;
  readonly spawnKey: number;
  readonly depth: number;
  readonly increment: Float32Array;
}

/** As Python rounds. */
const rounded = (value: number): number => Number(value.toFixed(DIGITS));

/** Standard normal noise between two sigmas of the run, in either order, as a step from one to the other needs it. */
export function brownianNoise(path: BrownianPath, from: number, to: number): Tensor<'float32'> {
  const [low, high] = [Math.fround(path.low), Math.fround(path.high)];
  const draw = (spawnKey: readonly number[]): Float32Array => {
    const seed = firstSeed({ entropy: BigInt(path.seed), spawnKey, poolSize: POOL_SIZE });
    const count = elementCount(path.dims);
    const earlier = Array.from({ length: path.before }, () => count);
    return generatorAfter(String(seed), earlier).randn(count);
  };
  const whole = {
    start: rounded(low),
    end: rounded(high),
    spawnKey: 0,
    depth: 0,
    increment: draw([]).map((value) => value * Math.fround(Math.sqrt(high - low))),
  };
  const ends = [Math.fround(from), Math.fround(to)].map((sigma) => rounded(Math.min(high, Math.max(low, sigma))));
  const [begin, end] = [Math.min(...ends), Math.max(...ends)];
  const sign = from > to ? -1 : 1;
  const length = Math.fround(Math.sqrt(Math.abs(Math.fround(to) - Math.fround(from))));
  const noise = within(whole, begin, end, draw).map((value) => (sign * value) / length);
  return framesFirst(float32(noise, path.dims));
}

/** The increment between two sigmas of an interval, which lie on the grid of {@link DIGITS}. */
function within(
  interval: Interval,
  begin: number,
  end: number,
  draw: (spawnKey: readonly number[]) => Float32Array,
): Float32Array {
  if (begin === interval.start && end === interval.end) return interval.increment;
  const middle = rounded(0.5 * (interval.end + interval.start));
  const [left, right] = halves(interval, middle, draw);
  if (end <= middle) return within(left, begin, end, draw);
  if (begin >= middle) return within(right, begin, end, draw);
  const after = within(right, middle, end, draw);
  return within(left, begin, middle, draw).map((value, i) => value + (after[i] as number));
}

/** Both halves of an interval: a Brownian bridge through its ends. */
function halves(
  { start, end, spawnKey, depth, increment }: Interval,
  middle: number,
  draw: (spawnKey: readonly number[]) => Float32Array,
): readonly [Interval, Interval] {
  const noise = draw([spawnKey, depth]);
  const share = (middle - start) / (end - start);
  const deviation = Math.sqrt((middle - start) * (end - middle) * (1 / (end - start)));
  const left = increment.map((value, i) => Math.fround(share * value) + Math.fround(deviation * (noise[i] as number)));
  const right = increment.map((value, i) => value - (left[i] as number));
  return [
    { start, end: middle, spawnKey: 2 * spawnKey, depth: depth + 1, increment: left },
    { start: middle, end, spawnKey: 2 * spawnKey + 1, depth: depth + 1, increment: right },
  ];
}
