/** The seeds of a row: its own, those of the command line, or as many as asked for, counted from the first. */
import type { NodeRegistry } from '../../../graph/registry.ts';
import type { Workflow } from '../../../workflow/schema.ts';
import { splitList } from '../../../workflow/parse-setting.ts';
import { listSettables, type Settable } from '../../../workflow/settables.ts';
import { UsageError } from '../../usage-error.ts';

/** A number of seeds, or the seeds themselves. */
export type SeedChoice =
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'list'; readonly seeds: readonly string[] };

export const ONE_SEED: SeedChoice = { kind: 'count', count: 1 };

/** Most seeds of a row. */
const MOST = 10_000;
const LARGEST = 2n ** 64n - 1n;
const SEED = /^\d{1,20}$/;

/** Columns that say something of seeds. */
export const SEED_COLUMNS: readonly string[] = ['seed', 'seeds'];

/**
 * @param text `4` for a number of seeds; `1..4`, `7,9` or `7,` for the seeds themselves.
 * @throws RangeError for any other text.
 */
export function readSeeds(text: string): SeedChoice {
  const plain = text.trim();
  if (/^\d+$/.test(plain)) {
    const count = Number(plain);
    if (count < 1 || count > MOST) throw new RangeError(`expected a number of seeds from 1 to ${MOST}, got ${plain}`);
    return { kind: 'count', count };
  }
  const seeds = splitList({ kind: 'seed' }, plain).filter((each) => each !== '');
  const wrong = seeds.find((seed) => !isSeed(seed));
  if (wrong !== undefined || seeds.length === 0)
    throw new RangeError(`expected a number of seeds such as 4, or seeds such as 1..4 or 7,9, got "${text}"`);
  return { kind: 'list', seeds };
}

/**
 * The seeds of a row as texts of digits. A row's own `seed` is the first of as many as asked for; its `seeds` take the
 * place of the choice.
 * @param first the seed of the workflow.
 * @throws RangeError that names the column.
 */
export function seedsOf(values: Readonly<Record<string, unknown>>, choice: SeedChoice, first: string): string[] {
  const { seed, seeds } = values;
  const own = isGiven(seeds) ? readColumn('seeds', () => ownSeeds(seeds)) : choice;
  if (!isGiven(seed)) return own.kind === 'list' ? [...own.seeds] : counted(first, own.count);
  const start = String(seed).trim();
  if (!isSeed(start))
    throw new RangeError(`column "seed": expected a whole number from 0 to 2^64-1, got ${JSON.stringify(seed)}`);
  if (own.kind === 'count') return counted(start, own.count);
  return isGiven(seeds) ? [...own.seeds] : [start];
}

/** What takes the seeds: the parameter of this name, else the only input for one. */
export function seedSettable(workflow: Workflow, registry: NodeRegistry): Settable | undefined {
  const all = listSettables(workflow, registry).filter(({ definition }) => definition.kind === 'seed');
  const named = all.find(({ name }) => name === 'seed') ?? all.find(({ parameter }) => parameter);
  return named ?? (all.length === 1 ? all[0] : undefined);
}

/** The choice of `--seeds`. @throws UsageError */
export function seedsOption(text: string): SeedChoice {
  try {
    return readSeeds(text);
  } catch (error) {
    throw new UsageError(`--seeds: ${(error as Error).message}`, { cause: error });
  }
}

function ownSeeds(value: unknown): SeedChoice {
  if (!Array.isArray(value)) return readSeeds(String(value));
  return readSeeds(`${value.map(String).join(',')},`);
}

function readColumn(column: string, read: () => SeedChoice): SeedChoice {
  try {
    return read();
  } catch (error) {
    throw new RangeError(`column "${column}": ${(error as Error).message}`, { cause: error });
  }
}

function counted(first: string, count: number): string[] {
  // The largest is followed by 0.
  return Array.from({ length: count }, (_, i) => ((BigInt(first) + BigInt(i)) % (LARGEST + 1n)).toString());
}

function isSeed(text: string): boolean {
  return SEED.test(text) && BigInt(text) <= LARGEST;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}
