/** `inkloom cache ls|gc|verify|clear`: what is kept between runs. */
import { formatBytes } from '../../../inference/index.ts';
import { formatSeconds } from '../../protocol/duration.ts';
import { readBytes } from '../../host/byte-size.ts';
import { openCache } from '../../host/compose.ts';
import { EXIT } from '../exit.ts';
import { readArguments } from '../options.ts';
import { UsageError } from '../../host/usage-error.ts';
import type { DiskCache } from '../../cache/disk/disk-cache.ts';
import type { ValueRow } from '../../cache/disk/cache-index.ts';

const HELP = `Usage: inkloom cache COMMAND [options]

  ls        what is kept: by type, then the largest values
  gc        remove what is over the limits
  verify    read everything, remove what is damaged
  clear     remove everything that is not pinned

  --size SIZE      gc: all values together at most, such as 5GiB
  --age DAYS       gc: days since the last use at most
  --cache FOLDER   the cache to work on
  --json           for other programs`;

const OPTIONS = {
  size: { type: 'string' },
  age: { type: 'string' },
  cache: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const LARGEST = 10;
const DAY = 24 * 3600 * 1000;

export async function cache(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, OPTIONS);
  const [command, ...more] = positionals;
  if (values.help) return print(HELP);
  if (!command || more.length > 0 || !['ls', 'gc', 'verify', 'clear'].includes(command))
    throw new UsageError('Expected one of: ls, gc, verify, clear. More: inkloom cache --help');
  const limits = {
    ...(values.size === undefined ? {} : { bytes: readBytes('--size', values.size) }),
    ...(values.age === undefined ? {} : { age: readDays(values.age) }),
  };
  const disk = openCache(values.cache, (message) => void process.stderr.write(`${message}\n`));
  if (!disk) return EXIT.failed;
  try {
    const { text, data } = await work(command, disk, limits);
    return print(values.json ? JSON.stringify(data) : text);
  } finally {
    await disk.close();
  }
}

interface Answer {
  readonly text: string;
  readonly data: unknown;
}

async function work(
  command: string,
  disk: DiskCache,
  limits: { readonly bytes?: number; readonly age?: number },
): Promise<Answer> {
  if (command === 'ls') return list(disk);
  if (command === 'verify') {
    const report = await disk.verify();
    return { text: `${report.checked} values read, ${report.damaged} damaged and removed`, data: report };
  }
  const report = await disk.collect(command === 'clear' ? { bytes: 0 } : limits);
  const { removed, removedBytes, kept, keptBytes } = report;
  return {
    text: `${removed} values removed (${formatBytes(removedBytes)}), ${kept} kept (${formatBytes(keptBytes)})`,
    data: report,
  };
}

function list(disk: DiskCache): Answer {
  const rows = disk.index.values();
  const types = [...new Set(rows.map(({ type }) => type))].toSorted((a, b) => (a < b ? -1 : 1));
  const byType = types.map((type) => {
    const of = rows.filter((row) => row.type === type);
    return { type, count: of.length, bytes: sum(of) };
  });
  const largest = rows
    .toSorted((a, b) => b.bytes - a.bytes)
    .slice(0, LARGEST)
    .map((row) => ({ ...row, path: disk.files.path(row.digest, row.extension) }));
  const lines = [
    `${rows.length} values, ${formatBytes(sum(rows))}, of ${disk.index.actionCount()} actions`,
    ...byType.map(
      ({ type, count, bytes }) => `  ${type.padEnd(16)} ${String(count).padStart(6)}  ${formatBytes(bytes)}`,
    ),
    ...(largest.length > 0 ? ['Largest'] : []),
    ...largest.map(
      ({ bytes, seconds, path }) =>
        `  ${formatBytes(bytes).padStart(9)}  computed in ${formatSeconds(seconds)}  ${path}`,
    ),
  ];
  return { text: lines.join('\n'), data: { count: rows.length, bytes: sum(rows), types: byType, largest } };
}

function sum(rows: readonly ValueRow[]): number {
  return rows.reduce((total, { bytes }) => total + bytes, 0);
}

function readDays(text: string): number {
  const days = Number(text.replace(/d$/, ''));
  if (text.trim() !== '' && days >= 0) return days * DAY;
  throw new UsageError(`--age: expected a number of days, got "${text}"`);
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return EXIT.done;
}
