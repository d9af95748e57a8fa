/** Command-line options the commands share, and reading them. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { EngineSettings } from '../host/engine-settings.ts';
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

/** The settings of an engine, from the options of a command that has {@link ENGINE_OPTIONS}. */
export function engineSettings(values: ValuesOf<typeof ENGINE_OPTIONS>): EngineSettings {
  const { models, nodes, input, memory, precision, threads, cache } = values;
  const { 'cache-size': cacheSize, 'no-cache': noCache } = values;
  return { models, nodes, input, memory, precision, threads, cache, cacheSize, noCache };
}

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

/** What {@link readArguments} reads for a table of options, without the positional arguments. */
export type ValuesOf<T extends OptionTable> = Arguments<T>['values'];

/** @throws UsageError for an option that does not exist or lacks its value. */
export function readArguments<const T extends OptionTable>(args: readonly string[], options: T): Arguments<T> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError((error as Error).message.replace(/\. To specify.*$/s, '.'), { cause: error });
  }
}
