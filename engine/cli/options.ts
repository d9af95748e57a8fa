/** Command-line options that several commands share, and how options are read. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { EngineSettings } from '../host/engine-settings.ts';
import { UsageError } from '../host/usage-error.ts';
import { workflowFile } from '../host/workflow-file.ts';
import { openWorkflow } from '../host/open-workflow.ts';
import { withFileTexts } from './set-values.ts';
import { wrongOption } from './wrong-option.ts';

export type OptionTable = NonNullable<ParseArgsConfig['options']>;

type Arguments<T extends OptionTable> = ReturnType<
  typeof parseArgs<{ args: string[]; options: T; allowPositionals: true; strict: true }>
>;

/** The values of a table of options, as {@link readArguments} reads them. */
export type ValuesOf<T extends OptionTable> = Arguments<T>['values'];

/** Options of every command that makes an engine: models, pictures, memory and cache. */
export const ENGINE_OPTIONS = {
  'models': { type: 'string', multiple: true },
  'nodes': { type: 'string', multiple: true },
  'input': { type: 'string', multiple: true },
  'device': { type: 'string' },
  'memory': { type: 'string' },
  'vram': { type: 'string' },
  'precision': { type: 'string' },
  'threads': { type: 'string' },
  'cache': { type: 'string' },
  'cache-size': { type: 'string' },
  'store': { type: 'string' },
  'no-cache': { type: 'boolean' },
  'no-model-hashes': { type: 'boolean' },
} as const satisfies OptionTable;

export const ENGINE_OPTIONS_HELP = `\
  --nodes FILE         load node types from a module (.js, .ts) that exports a list "nodes"
  --device NAME        where models run: cpu, webgpu, cuda, dml, coreml; webgpu:1 and cuda:N are further ones; auto:
                       large models on a GPU that passed a test and is faster, others on the processor (default; also
                       INKLOOM_DEVICE)
  --memory SIZE        memory for weights, such as 12GiB; default: three quarters of the machine's
  --vram SIZE          memory of a GPU for weights and values, such as 8GiB; webgpu reads the rest of the weights from
                       their files in every step; default: four fifths of the GPU's
  --precision KIND     exact: the numbers of the file; int8: 8-bit integers, faster and smaller, prepared once;
                       int4: 4-bit integers, smallest and least exact, but for GGUF files of 3 or 4 bits, whose
                       numbers are kept; auto: exact for small models, int8 for large ones, int4 where 8 bits do
                       not fit (default). Exact weights are widened once (fp32) or in every run (cast), whatever fits
  --threads N          threads of the models; default: one per core
  --cache FOLDER       keep results between runs here; default: the user's cache folder (also INKLOOM_CACHE)
  --cache-size SIZE    keep at most this much, such as 50GiB; default: 20GiB (also INKLOOM_CACHE_SIZE)
  --store ADDRESS      share results with other machines: a folder, or s3://bucket/prefix?region=R&endpoint=URL
                       (also INKLOOM_STORE)
  --no-cache           keep results in memory only
  --no-model-hashes    leave the SHA-256 of model files out of pictures: they are read as a whole once for it`;

/** Options of the commands that run or plan a workflow. */
export const RUN_OPTIONS = {
  ...ENGINE_OPTIONS,
  'set': { type: 'string', multiple: true },
  'seed': { type: 'string' },
  'only': { type: 'string', multiple: true },
  'partial': { type: 'boolean' },
  'out': { type: 'string', short: 'o' },
  'explain': { type: 'boolean' },
  'no-metadata': { type: 'boolean' },
  'comfyui-metadata': { type: 'boolean' },
  'each': { type: 'string', multiple: true },
  'verify-cache': { type: 'string' },
  'json': { type: 'boolean' },
  'quiet': { type: 'boolean', short: 'q' },
  'help': { type: 'boolean', short: 'h' },
} as const satisfies OptionTable;

export type RunValues = ValuesOf<typeof RUN_OPTIONS>;

export const RUN_OPTIONS_HELP = `Options
  --set name=value     set a parameter of the workflow, or an input as node.input; repeat for more
  --set name=@FILE     take the value from a file; @@ begins a text with @
  --seed N             the same as --set seed=N; random for a new one
  --each name=value    run once for each value; repeat for more values; numbers also as 1,2,3 or 1..4
  --only NODE          compute only this node and the nodes it needs; repeat for more
  --partial            leave out invalid branches instead of refusing the workflow
  -o, --out PLACE      write pictures here: a folder (default: out; one that is there already is not written again), a
                       file such as star.png, or names such as 'out/{date}/{prompt:.40}-{seed}', with the fields
                       {index}, {seed}, {date}, {node} and every parameter; those replace files of their names
  --models PLACE       look for models here: a folder, or an installation of ComfyUI; repeat (also INKLOOM_MODELS)
  --input FOLDER       look for pictures to load here; repeat for more; default: this folder (also INKLOOM_INPUT)
${ENGINE_OPTIONS_HELP}
  --verify-cache P     compute a share P (0 to 1) of the known results again and report differences
  --no-metadata        leave the workflow out of the pictures
  --comfyui-metadata   write ComfyUI's workflow and prompt into PNG pictures too, so that ComfyUI opens them
  --explain            say for each node why it is computed or reused
  --json               print one JSON object a line, for other programs
  -q, --quiet          print only the paths of the pictures
  -h, --help           print this help; with a workflow: its settings too`;

/**
 * @param settings names that `--set` takes, to suggest it for an option of that name.
 * @throws UsageError for an option that does not exist, or lacks its value.
 */
export function readArguments<const T extends OptionTable>(
  args: readonly string[],
  options: T,
  settings: readonly string[] = [],
): Arguments<T> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(wrongOption(error as Error & { readonly code?: string }, options, settings), { cause: error });
  }
}

/**
 * The only positional argument of a command.
 * @param expected the message when there is not exactly one.
 * @throws UsageError
 */
export function onlyArgument(positionals: readonly string[], expected: string): string {
  const [first] = positionals;
  if (first === undefined || positionals.length > 1) throw new UsageError(expected);
  return first;
}

/** LoRAs, as `inkloom image` takes them. */
export interface LoraValues {
  readonly lora?: readonly string[] | undefined;
}

/** The settings of an engine, from the values of {@link ENGINE_OPTIONS}. */
export function engineSettings(values: ValuesOf<typeof ENGINE_OPTIONS> & LoraValues): EngineSettings {
  const { models, lora: loras, nodes, input, device, memory, vram, precision, threads, cache } = values;
  const { 'cache-size': cacheSize, 'no-cache': noCache, store } = values;
  const modelHashes = values['no-model-hashes'] ? false : undefined;
  const places = { models, loras, nodes, input, cache, cacheSize, store, noCache, modelHashes };
  return { ...places, device, memory, vram, precision, threads };
}

/**
 * The arguments of a command that runs or plans the workflow it is given. For an option that is a setting of the
 * workflow, the error says how to set it.
 * @throws UsageError
 */
export async function readRunArguments<const T extends typeof RUN_OPTIONS>(
  args: readonly string[],
  options: T,
): Promise<Arguments<T>> {
  const read = await readArgumentsOfRun(args, options);
  const values: RunValues = read.values;
  const seed = values.seed === undefined ? [] : [`seed=${values.seed}`];
  const set = [...seed, ...(await withFileTexts(values.set ?? []))];
  return set.length === 0 ? read : { ...read, values: { ...read.values, set } };
}

async function readArgumentsOfRun<const T extends OptionTable>(
  args: readonly string[],
  options: T,
): Promise<Arguments<T>> {
  try {
    return readArguments(args, options);
  } catch {
    const given = args.find((arg) => !arg.startsWith('-'));
    return readArguments(args, options, given === undefined ? [] : await parametersOf(given));
  }
}

/** Names of the parameters of a workflow; none for a file that cannot be read. */
async function parametersOf(given: string): Promise<string[]> {
  try {
    const { parameters = {} } = (await openWorkflow(workflowFile(given))).workflow;
    return Object.keys(parameters);
  } catch {
    return [];
  }
}
