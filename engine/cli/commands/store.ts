/** `inkloom store ls|clean`: what machines of a fleet share. */
import { formatBytes } from '../../../inference/index.ts';
import { readDays } from '../../host/settings/days.ts';
import { storeAddress } from '../../host/store/shared-cache.ts';
import { UsageError } from '../../host/usage-error.ts';
import { cleanStore, DEFAULT_AGES, type ShelfReport, type StoreAges } from '../../store/clean-store.ts';
import { openStore } from '../../store/open-store.ts';
import { StoreError } from '../../store/store-error.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { readArguments, type ValuesOf } from '../options.ts';
import { print, printMessage } from '../print.ts';

const HELP = `Usage: inkloom store COMMAND [options]

  ls        count what is in the store, by shelf
  clean     remove what was last written longer ago than the age of its shelf

  --store ADDRESS   a folder, or s3://bucket/prefix?region=R&endpoint=URL (also INKLOOM_STORE)
  --steps DAYS      latents between the steps of pictures; default: 2
  --results DAYS    results that runs reuse; default: 30
  --inputs DAYS     pictures that workflows load; default: 30
  --outputs DAYS    files that runs made; default: for ever
  --dry-run         clean: count what would be removed
  --json            print one JSON object, for other programs

It may run while the store is in use. In S3, lifecycle rules do the same: see docs/fleet.md`;

const OPTIONS = {
  'store': { type: 'string' },
  'steps': { type: 'string' },
  'results': { type: 'string' },
  'inputs': { type: 'string' },
  'outputs': { type: 'string' },
  'dry-run': { type: 'boolean' },
  'json': { type: 'boolean' },
  'help': { type: 'boolean', short: 'h' },
} as const;

export async function store(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = readArguments(args, OPTIONS);
  if (values.help) return print(HELP);
  const [command = '', ...more] = positionals;
  if ((command !== 'ls' && command !== 'clean') || more.length > 0)
    throw new UsageError('Expected one of: ls, clean. More: inkloom store --help');
  const address = storeAddress(values.store);
  if (address === undefined) throw new UsageError('Which store? --store ADDRESS, or set INKLOOM_STORE');
  const ages = command === 'clean' ? agesOf(values) : {};
  try {
    const opened = await openStore(address);
    try {
      await opened.check();
      const isTrial = command === 'ls' || values['dry-run'] === true;
      const shelves = await cleanStore(opened, { ages, now: Date.now(), isTrial });
      return print(values.json ? JSON.stringify({ shelves }) : shelves.map((shelf) => line(shelf, command)).join('\n'));
    } finally {
      opened.close();
    }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    printMessage(error.message);
    return error.code === 'unreachable' || error.code === 'failed' ? EXIT.failed : EXIT.usage;
  }
}

function line({ shelf, kept, keptBytes, removed, removedBytes }: ShelfReport, command: 'ls' | 'clean'): string {
  const name = shelf.padEnd(8);
  if (command === 'ls') return `${name} ${String(kept).padStart(8)}  ${formatBytes(keptBytes)}`;
  return `${name} ${removed} removed (${formatBytes(removedBytes)}), ${kept} kept (${formatBytes(keptBytes)})`;
}

/** @throws UsageError */
function agesOf(values: ValuesOf<typeof OPTIONS>): StoreAges {
  const given = (['steps', 'results', 'inputs', 'outputs'] as const).flatMap((shelf) => {
    const days = values[shelf];
    return days === undefined ? [] : [[shelf, readDays(`--${shelf}`, days)] as const];
  });
  return { ...DEFAULT_AGES, ...Object.fromEntries(given) };
}
