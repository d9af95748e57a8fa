/** Reads the settings of an engine as people write them, on a command line or in an environment variable. */
import {
  defaultBudgets,
  DEVICE_SETTINGS,
  type InferenceOptions,
  PRECISION_SETTINGS,
  readDevice,
} from '../../inference/index.ts';
import type { CacheLimits } from '../cache/disk/disk-cache.ts';
import { readBytes } from './byte-size.ts';
import { readDays } from './settings/days.ts';
import { UsageError } from './usage-error.ts';

export interface EngineSettings {
  /** Folders with checkpoints; also `INKLOOM_MODELS`. */
  readonly models?: readonly string[] | undefined;
  /** LoRAs of `inkloom image`, each `FILE` or `FILE:STRENGTH`: a path, or a name in a folder `loras` of models. */
  readonly loras?: readonly string[] | undefined;
  /** Folders with pictures that workflows may read; also `INKLOOM_INPUT`. */
  readonly input?: readonly string[] | undefined;
  /** Modules with node types. */
  readonly nodes?: readonly string[] | undefined;
  /** Memory for weights, such as `12GiB`; default: three quarters of the machine's. */
  readonly memory?: string | undefined;
  /** Memory of a GPU for weights and values, such as `8GiB`; default: four fifths of what its system tells. */
  readonly vram?: string | undefined;
  /** Where models run: `auto` (default), `cpu`, `webgpu`, `cuda`, `dml`, `coreml`; also `INKLOOM_DEVICE`. */
  readonly device?: string | undefined;
  /** How weights are held: `auto` (default), `exact`, `int8`, `int4`; `fp32` and `cast` are the two ways of `exact`. */
  readonly precision?: string | undefined;
  /** Threads of the models; default: one per core. */
  readonly threads?: string | undefined;
  /** Folder where results are kept; default: `INKLOOM_CACHE`, else the system's place for caches. */
  readonly cache?: string | undefined;
  /** Most that is kept, such as `50GiB`; default: `INKLOOM_CACHE_SIZE`, else 20GiB. */
  readonly cacheSize?: string | undefined;
  /** Days after which results that nothing used are removed, such as `30`; default: 90. */
  readonly cacheAge?: string | undefined;
  /** Template of the names of files that runs of a server save; default: the node's prefix and the run's number. */
  readonly fileNames?: string | undefined;
  /** Address of a store that machines share, a folder or `s3://bucket/prefix`: also `INKLOOM_STORE`; default: none. */
  readonly store?: string | undefined;
  /** Keep results in memory only. */
  readonly noCache?: boolean | undefined;
  /** Whether pictures carry the SHA-256 of each model file, which reads it as a whole once. Default: true. */
  readonly modelHashes?: boolean | undefined;
}

/** @throws UsageError for a device, memory size, precision or thread count that cannot be read. */
export function inferenceOptions({ device, memory, vram, precision, threads }: EngineSettings): InferenceOptions {
  const place = device ?? process.env['INKLOOM_DEVICE'] ?? 'auto';
  const where = readDevice(place);
  if (!where) throw new UsageError(`--device: expected one of ${DEVICE_SETTINGS}, got "${place}"`);
  const kind = PRECISION_SETTINGS.find((each) => each === (precision ?? 'auto'));
  if (!kind) throw new UsageError(`--precision: expected one of ${PRECISION_SETTINGS.join(', ')}, got "${precision}"`);
  if (threads !== undefined && !/^[1-9]\d{0,3}$/.test(threads))
    throw new UsageError(`--threads: expected a whole number from 1, got "${threads}"`);
  return {
    device: where,
    precision: kind,
    ...(memory === undefined && vram === undefined ? {} : { budgets: budgetsOf(memory, vram) }),
    ...(threads === undefined ? {} : { threads: Number(threads) }),
  };
}

function budgetsOf(memory: string | undefined, vram: string | undefined): NonNullable<InferenceOptions['budgets']> {
  const gpu = vram === undefined ? undefined : readBytes('--vram', vram);
  return {
    ...defaultBudgets(),
    ...(memory === undefined ? {} : { cpu: readBytes('--memory', memory) }),
    ...(gpu === undefined ? {} : { webgpu: gpu, cuda: gpu, dml: gpu, coreml: gpu }),
  };
}

/** @throws UsageError for a cache size or an age that cannot be read. */
export function cacheLimits({ cacheSize, cacheAge }: EngineSettings): Partial<CacheLimits> {
  const size = cacheSize ?? process.env['INKLOOM_CACHE_SIZE'];
  return {
    ...(size === undefined ? {} : { bytes: readBytes('--cache-size', size) }),
    ...(cacheAge === undefined ? {} : { age: readDays('cacheAge', cacheAge) }),
  };
}
