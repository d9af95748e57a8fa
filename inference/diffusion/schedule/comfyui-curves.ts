/**
 * ComfyUI's schedulers: ways to choose the sigmas of a schedule from a table, the sigmas of even times up to 1 bent by
 * the shift. On a `ModelSamplingAuraFlow` model the table has 1,000 sigmas, without that node 10,000.
 *
 * Sources: ComfyUI `calculate_sigmas` and the schedulers of comfy/samplers.py, `ModelSamplingDiscreteFlow` and
 * `ModelSamplingFlux` of comfy/model_sampling.py; T. Karras et al., "Elucidating the Design Space of Diffusion-Based
 * Generative Models", 2022 (karras); A. Sabour et al., "Align Your Steps", 2024 (kl_optimal). Computed in float64,
 * rounded once.
 */
import { betaQuantile } from './beta-quantile.ts';

/** The sigmas a curve picks from. */
export interface SigmaTable {
  /** Above 0. */
  readonly shift: number;
  /** Number of sigmas. */
  readonly levels: number;
}

export type Curve = (steps: number, table: SigmaTable) => readonly number[];

/** Sigma of a time in [0, 1]. */
export function shifted(shift: number, time: number): number {
  return (shift * time) / (1 + (shift - 1) * time);
}

/** Entry of the table; 0 is the lowest sigma. */
function entry({ shift, levels }: SigmaTable, index: number): number {
  return shifted(shift, (index + 1) / levels);
}

const lowest = (table: SigmaTable): number => entry(table, 0);

/** `count` numbers at even distances from the first to the last. */
function even(first: number, last: number, count: number): readonly number[] {
  if (count === 1) return [first];
  return Array.from({ length: count }, (_, i) => first + ((last - first) * i) / (count - 1));
}

const simple: Curve = (steps, table) =>
  Array.from({ length: steps }, (_, i) => entry(table, table.levels - 1 - Math.trunc((i * table.levels) / steps)));

/** Even times; the lowest sigma of the table is taken for a time and bent once more, as there. */
const normal: Curve = (steps, table) => even(1, lowest(table), steps).map((time) => shifted(table.shift, time));

const sgmUniform: Curve = (steps, table) =>
  even(1, lowest(table), steps + 1)
    .slice(0, -1)
    .map((time) => shifted(table.shift, time));

/** Entries at even distances from the second one. It may have a step more or less than asked. */
const ddimUniform: Curve = (steps, table) => {
  const stride = Math.max(Math.floor(table.levels / steps), 1);
  const sigmas: number[] = [];
  for (let i = 1; i < table.levels; i += stride) sigmas.unshift(entry(table, i));
  return sigmas;
};

const RHO = 7;
const karras: Curve = (steps, table) => even(1, lowest(table) ** (1 / RHO), steps).map((root) => root ** RHO);

const exponential: Curve = (steps, table) => even(0, Math.log(lowest(table)), steps).map(Math.exp);

/** Quantiles of the beta distribution of 0.6 and 0.6: more sigmas at both ends. Equal entries count once. */
const beta: Curve = (steps, table) => {
  const entries = Array.from({ length: steps }, (_, i) => rounded(betaQuantile(1 - i / steps) * (table.levels - 1)));
  return entries.filter((value, i) => value !== entries[i - 1]).map((index) => entry(table, index));
};

/** To the nearest, halves to the even one. */
function rounded(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

const LINEAR_END = 0.025;

/** Linear down to 1 - 0.025 in the first half of the steps, then quadratic. */
const linearQuadratic: Curve = (steps) => {
  if (steps === 1) return [1];
  const linear = Math.floor(steps / 2);
  const rest = linear - LINEAR_END * steps;
  const quadratic = steps - linear;
  const square = rest / (linear * quadratic ** 2);
  const slope = LINEAR_END / linear - (2 * rest) / quadratic ** 2;
  const constant = square * linear ** 2;
  return Array.from({ length: steps }, (_, i) =>
    i < linear ? 1 - (i * LINEAR_END) / linear : 1 - (square * i ** 2 + slope * i + constant),
  );
};

const klOptimal: Curve = (steps, table) => even(Math.atan(1), Math.atan(lowest(table)), steps).map(Math.tan);

/** Curves by the names that ComfyUI gives them. Each leaves out the final 0. */
export const COMFYUI_CURVES = {
  simple,
  sgm_uniform: sgmUniform,
  karras,
  exponential,
  ddim_uniform: ddimUniform,
  beta,
  normal,
  linear_quadratic: linearQuadratic,
  kl_optimal: klOptimal,
} as const satisfies Record<string, Curve>;

export type ComfyuiCurve = keyof typeof COMFYUI_CURVES;
