/** Command-line options the commands share, and reading them. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { InferenceOptions } from '../../inference/index.ts';
import { UsageError } from '../host/usage-error.ts';

export type OptionTable = NonNullable<ParseArgsConfig['options']>;

/** Options of whatever makes an engine: its models, pictures, memory and cache. */
export const ENGINE_OPTIONS = {
  'models': { type: 'string', multiple: true },
  'nodes': { type: 'string', multiple: true },
  'input': { type: 'string', multiple: true },
  'memory': { type: 'string' },
  'precision': { type: 'string' },
  'threads': { type: 'string' },
  'cache': { type: 'string' },
  'cache-size': { type: 'string' },
  'no-cache': { type: 'boolean' },
} as const satisfies OptionTable;

export const ENGINE_OPTIONS_HELP = `  --nodes FILE         a module with node types of your own: export const nodes = [defineNode(...)]
  --memory SIZE        memory for weights, such as 12GiB; default: three quarters of what there is
  --precision KIND     how weights are held: fp32 (widened once, faster), cast (as stored), auto (default: what fits)
  --threads N          threads of the models; default: one per core
  --cache FOLDER       where results are kept between runs; default: the user's cache folder (also INKLOOM_CACHE)
  --cache-size SIZE    most that is kept, such as 50GiB; default: 20GiB (also INKLOOM_CACHE_SIZE)
  --no-cache           keep results in memory only`;

/** How a run is composed and shown. */
export const RUN_OPTIONS = {
  ...ENGINE_OPTIONS,
  'set': { type: 'string', multiple: true },
  'only': { type: 'string', multiple: true },
  'partial': { type: 'boolean' },
  'out': { type: 'string', short: 'o' },
  'explain': { type: 'boolean' },
  'no-metadata': { type: 'boolean' },
  'each': { type: 'string', multiple: true },
  'verify-cache': { type: 'string' },
  'json': { type: 'boolean' },
  'quiet': { type: 'boolean', short: 'q' },
  'help': { type: 'boolean', short: 'h' },
} as const satisfies OptionTable;

export const RUN_OPTIONS_HELP = `Options
  --set name=value     set an input: a parameter of the workflow, or node.input; repeat for more
  --each name=value    run once for each value; repeat for more values; numbers also as 1,2,3 or 1..4
  --only NODE          compute this node and what it needs, nothing else; repeat for more
  --partial            leave out branches that are not valid instead of refusing the workflow
  -o, --out FOLDER     where pictures are written; default: out
  --models FOLDER      a folder with checkpoints; repeat for more (also INKLOOM_MODELS)
  --input FOLDER       a folder with pictures the workflow may read; default: this one (also INKLOOM_INPUT)
${ENGINE_OPTIONS_HELP}
  --verify-cache P     compute a share P (0 to 1) of the known results again and say which differ
  --no-metadata        leave the workflow out of the pictures
  --explain            say of every node why it is computed or reused
  --json               one JSON object a line on standard output, for other programs
  -q, --quiet          print nothing but the paths of the pictures
  -h, --help           this help; with a workflow: what can be set in it`;

type Arguments<T extends OptionTable> = ReturnType<
  typeof parseArgs<{ args: string[]; options: T; allowPositionals: true; strict: true }>
>;

/** @throws UsageError for an option that does not exist or lacks its value. */
export function readArguments<const T extends OptionTable>(args: readonly string[], options: T): Arguments<T> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError((error as Error).message.replace(/\. To specify.*$/s, '.'), { cause: error });
  }
}

const PRECISIONS = ['auto', 'fp32', 'cast'] as const;
const UNIT_BYTES: Readonly<Record<string, number>> = { '': 1, 'k': 2 ** 10, 'm': 2 ** 20, 'g': 2 ** 30, 't': 2 ** 40 };

/** @throws UsageError for a value that is none. */
export function inferenceOptions(values: {
  readonly memory?: string;
  readonly precision?: string;
  readonly threads?: string;
}): InferenceOptions {
  const { memory, precision, threads } = values;
  const kind = PRECISIONS.find((each) => each === (precision ?? 'auto'));
  if (!kind) throw new UsageError(`--precision: expected one of ${PRECISIONS.join(', ')}, got "${precision}"`);
  if (threads !== undefined && !/^[1-9]\d{0,3}$/.test(threads))
    throw new UsageError(`--threads: expected a whole number from 1, got "${threads}"`);
  return {
    precision: kind,
    ...(memory === undefined ? {} : { budgetBytes: readBytes('--memory', memory) }),
    ...(threads === undefined ? {} : { threads: Number(threads) }),
  };
}

/** @throws UsageError for a text that is no size. */
export function readBytes(option: string, text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$/i.exec(text) ?? [];
  const bytes = Number(number) * (UNIT_BYTES[unit.toLowerCase()] ?? Number.NaN);
  if (bytes > 0) return Math.floor(bytes);
  throw new UsageError(`${option}: expected a size such as 12GiB or 800M, got "${text}"`);
}
