/** The figures of a benchmark as a Markdown table. */
import type { Timing } from '../contender.ts';

export interface Row {
  readonly name: string;
  readonly timings: readonly Timing[];
  /** Peak memory of the process, in bytes. */
  readonly peakBytes: number;
  /** Largest absolute difference from the result of the baseline. */
  readonly difference: number;
}

const HEADINGS = [
  '',
  'wall min',
  'wall median',
  'CPU min',
  'CPU median',
  'peak GiB',
  'wall ratio',
  'CPU ratio',
  'peak ratio',
  'max abs diff',
];

/**
 * Seconds and ratios to the row called `baseline`; the ratios are of medians, below 1 is better than the baseline.
 * @throws Error when no row has that name.
 */
export function table(rows: readonly Row[], baseline: string): string {
  const base = rows.find(({ name }) => name === baseline);
  if (base === undefined) throw new Error(`No row is called ${baseline}`);
  const lines = rows.map((row) => cells(row, base));
  return [HEADINGS, HEADINGS.map(() => '---'), ...lines].map((line) => `| ${line.join(' | ')} |`).join('\n');
}

/** Ratios of median CPU time to the row called `baseline`, in a line. */
export function cpuRatios(rows: readonly Row[], baseline: string): string {
  const base = rows.find(({ name }) => name === baseline);
  if (base === undefined) throw new Error(`No row is called ${baseline}`);
  const others = rows.filter((row) => row !== base);
  return others.map((row) => `${row.name} ${(median(row, 'cpu') / median(base, 'cpu')).toFixed(2)}`).join(', ');
}

function cells(row: Row, base: Row): readonly string[] {
  const seconds = (['wall', 'cpu'] as const).flatMap((clock) => [least(row, clock), median(row, clock)]);
  const ratios = [
    median(row, 'wall') / median(base, 'wall'),
    median(row, 'cpu') / median(base, 'cpu'),
    row.peakBytes / base.peakBytes,
  ];
  return [
    row.name,
    ...seconds.map((value) => value.toFixed(2)),
    (row.peakBytes / 2 ** 30).toFixed(2),
    ...ratios.map((value) => value.toFixed(2)),
    row.difference.toExponential(1),
  ];
}

function least({ timings }: Row, clock: keyof Timing): number {
  return Math.min(...timings.map((timing) => timing[clock]));
}

function median({ timings }: Row, clock: keyof Timing): number {
  const sorted = timings.map((timing) => timing[clock]).toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}
