/** `inkloom cache ls|gc|verify|clear`: the results kept between runs. */
import { formatBytes } from '../../../inference/index.ts';
import type { ValueRow } from '../../cache/disk/cache-index.ts';
import type { GcReport } from '../../cache/disk/collect.ts';
import { type DerivedFile, sizeOf } from '../../cache/disk/derived-files.ts';
import type { CacheLimits, DiskCache } from '../../cache/disk/disk-cache.ts';
import { readBytes } from '../../host/byte-size.ts';
import { readDays } from '../../host/settings/days.ts';
import { openCache } from '../../host/compose.ts';
import { UsageError } from '../../host/usage-error.ts';
import { formatSeconds } from '../../protocol/duration.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { readArguments, type ValuesOf } from '../options.ts';
import { print, printMessage } from '../print.ts';

const HELP = `Usage: inkloom cache COMMAND [options]

  ls        list what is kept: totals by type, decoded weights, then the largest values
  gc        remove what is above the limits
  verify    read everything and remove what is damaged
  clear     remove everything that is not pinned

  --size SIZE      gc: keep at most this much, such as 5GiB
  --age DAYS       gc: keep only what was used in this many days
  --cache FOLDER   the cache to work on
  --json           print one JSON object, for other programs`;

const OPTIONS = {
  size: { type: 'string' },
  age: { type: 'string' },
  cache: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Values in the list of the largest. */
const LARGEST = 10;

/** The result of a command, as text and as data. */
interface Answer {
  readonly text: string;
  readonly data: unknown;
}

type Work = (disk: DiskCache, limits: Partial<CacheLimits>) => Answer | Promise<Answer>;

const WORK: ReadonlyMap<string, Work> = new Map(
  Object.entries<Work>({
    ls: (disk) => list(disk),
    gc: (disk, limits) => collect(disk, limits),
    verify: (disk) => verify(disk),
    clear: (disk) => collect(disk, { bytes: 0 }),
  }),
);

export async function cache(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = readArguments(args, OPTIONS);
  if (values.help) return print(HELP);
  const [command = '', ...more] = positionals;
  const work = WORK.get(command);
  if (!work || more.length > 0)
    throw new UsageError(`Expected one of: ${[...WORK.keys()].join(', ')}. More: inkloom cache --help`);
  const limits = limitsOf(values);
  const disk = openCache(values.cache, printMessage);
  if (!disk) return EXIT.failed;
  try {
    const { text, data } = await work(disk, limits);
    return print(values.json ? JSON.stringify(data) : text);
  } finally {
    await disk.close();
  }
}

async function verify(disk: DiskCache): Promise<Answer> {
  const report = await disk.verify();
  return { text: `${report.checked} values read, ${report.damaged} damaged and removed`, data: report };
}

/** A size is for all together: results first, and decoded weights as far as there is room left. */
async function collect(disk: DiskCache, limits: Partial<CacheLimits>): Promise<Answer> {
  const report = await disk.collect(limits);
  const room = limits.bytes === undefined ? {} : { derivedBytes: Math.max(0, limits.bytes - report.keptBytes) };
  const weights = await disk.collectDerived({ ...limits, ...room });
  const lines = [collected('values', report), ...(weights ? [collected('files of decoded weights', weights)] : [])];
  return { text: lines.join('\n'), data: { ...report, ...(weights ? { weights } : {}) } };
}

function collected(what: string, { removed, removedBytes, kept, keptBytes }: GcReport): string {
  return `${removed} ${what} removed (${formatBytes(removedBytes)}), ${kept} kept (${formatBytes(keptBytes)})`;
}

async function list(disk: DiskCache): Promise<Answer> {
  const rows = await disk.index.values();
  const bytes = totalBytes(rows);
  const types = totalsByType(rows);
  const weights = totalOf((await disk.derived?.list()) ?? []);
  const largest = rows
    .toSorted((a, b) => b.bytes - a.bytes)
    .slice(0, LARGEST)
    .map((row) => ({ ...row, path: disk.files.path(row.digest, row.extension) }));
  const lines = [
    `${rows.length} values, ${formatBytes(bytes)}, of ${await disk.index.actionCount()} actions`,
    ...types.map((each) => `  ${each.type.padEnd(16)} ${String(each.count).padStart(6)}  ${formatBytes(each.bytes)}`),
    ...(weights.count > 0 ? [`${weights.count} files of decoded weights, ${formatBytes(weights.bytes)}`] : []),
    ...(largest.length > 0 ? ['Largest'] : []),
    ...largest.map((row) => {
      const size = formatBytes(row.bytes).padStart(9);
      return `  ${size}  computed in ${formatSeconds(row.seconds)}  ${row.path}`;
    }),
  ];
  return { text: lines.join('\n'), data: { count: rows.length, bytes, types, weights, largest } };
}

function totalOf(files: readonly DerivedFile[]): { readonly count: number; readonly bytes: number } {
  return { count: files.length, bytes: sizeOf(files) };
}

interface TypeTotal {
  readonly type: string;
  readonly count: number;
  readonly bytes: number;
}

/** Sorted by the name of the type. */
function totalsByType(rows: readonly ValueRow[]): TypeTotal[] {
  const types = [...new Set(rows.map(({ type }) => type))].toSorted();
  return types.map((type) => {
    const ofType = rows.filter((row) => row.type === type);
    return { type, count: ofType.length, bytes: totalBytes(ofType) };
  });
}

function totalBytes(rows: readonly ValueRow[]): number {
  return rows.reduce((total, { bytes }) => total + bytes, 0);
}

function limitsOf({ size, age }: ValuesOf<typeof OPTIONS>): Partial<CacheLimits> {
  return {
    ...(size === undefined ? {} : { bytes: readBytes('--size', size) }),
    ...(age === undefined ? {} : { age: readDays('--age', age) }),
  };
}
