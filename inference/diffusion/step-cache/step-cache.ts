/**
 * Step caches: steps in which the first block of a transformer changes the picture as it did at the last full pass take
 * what the other blocks added then, and run none of them.
 * Sources: the first block cache of https://github.com/chengzeyi/ParaAttention; forecasting along the steps, J. Liu et
 * al., "From Reusing to Forecasting: Accelerating Diffusion Models with TaylorSeers", 2025, here of first order.
 */
import { type PackedRows, packRows, unpackRows } from './packed-rows.ts';
import { float32, type Tensor } from '../../tensor.ts';

/** Fewest steps for a cache: neighbours of a shorter schedule are too far from each other. */
export const FEWEST_CACHED_STEPS = 12;

export interface StepCacheOptions {
  /** `first-block` adds what was added last; `forecast` follows its change along the last two full passes. */
  readonly kind: 'first-block' | 'forecast';
  /** Largest change of the first block's work, as a share of it, at which the other blocks are skipped; in (0, 1]. */
  readonly threshold: number;
}

/** State of a cache between two steps; empty before the first. */
export interface StepMemory {
  /** The pass of the positive prompt, then that of the negative one. */
  readonly passes: readonly PassMemory[];
}

export interface PassMemory {
  /** Change by the first block at the last full pass, [probed tokens, width]. */
  readonly probe: Tensor<'float32'>;
  /** Changes by the other blocks at the last full passes, the latest first. */
  readonly changes: readonly KnownChange[];
}

export interface KnownChange {
  readonly sigma: number;
  /** [tokens, width]. */
  readonly rows: PackedRows;
}

export const NOTHING_KNOWN: StepMemory = { passes: [] };

/** Tokens that are compared at most: enough for a mean, and little to keep. */
const PROBED_TOKENS = 256;

/** At most {@link PROBED_TOKENS} rows of a matrix [tokens, width], at even distances. */
export function probeOf({ data, dims }: Tensor<'float32'>): Tensor<'float32'> {
  const [tokens = 0, width = 0] = dims;
  const every = Math.max(1, Math.ceil(tokens / PROBED_TOKENS));
  const probed = Math.ceil(tokens / every);
  const rows = new Float32Array(probed * width);
  for (let row = 0; row < probed; row += 1) {
    rows.set(data.subarray(row * every * width, (row * every + 1) * width), row * width);
  }
  return float32(rows, [probed, width]);
}

/** Sum of |now - then| over sum of |then|; infinite for probes of other shapes, or when nothing changed then. */
export function relativeChange(then: Tensor<'float32'>, now: Tensor<'float32'>): number {
  if (String(then.dims) !== String(now.dims)) return Infinity;
  let [change, size] = [0, 0];
  for (const [i, value] of then.data.entries()) {
    change += Math.abs((now.data[i] as number) - value);
    size += Math.abs(value);
  }
  return size === 0 ? Infinity : change / size;
}

/** The change [tokens, width] that the other blocks are taken to make at a sigma. */
export function expectedChange({ kind }: StepCacheOptions, memory: PassMemory, sigma: number): Tensor<'float32'> {
  const [latest, earlier] = memory.changes as [KnownChange, KnownChange?];
  const last = unpackRows(latest.rows);
  if (kind === 'first-block' || !earlier) return last;
  const before = unpackRows(earlier.rows).data;
  const distance = (sigma - latest.sigma) / (latest.sigma - earlier.sigma);
  const data = last.data.map((value, i) => value + distance * (value - (before[i] as number)));
  return float32(data, last.dims);
}

/** The memory after a full pass. */
export function remember(
  { kind }: StepCacheOptions,
  memory: PassMemory | undefined,
  full: { readonly sigma: number; readonly probe: Tensor<'float32'>; readonly change: Tensor<'float32'> },
): PassMemory {
  const latest = { sigma: full.sigma, rows: packRows(full.change) };
  const earlier = kind === 'forecast' ? (memory?.changes.slice(0, 1) ?? []) : [];
  return { probe: full.probe, changes: [latest, ...earlier] };
}
