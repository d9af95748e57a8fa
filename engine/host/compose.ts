/** An engine with the standard nodes, models and cache, from what the command line says. */
import { join } from 'node:path';
import { typeCodecs } from '../../nodes/codecs.ts';
import { standardServices } from '../../nodes/services/standard.ts';
import type { ModelLibrary } from '../../nodes/services/tokens.ts';
import { type CacheLimits, DiskCache } from '../cache/disk/disk-cache.ts';
import { DiskTraces } from '../cache/disk/disk-traces.ts';
import { MemoryCache } from '../cache/memory.ts';
import { TieredCache } from '../cache/tiered.ts';
import { Engine } from '../run/engine.ts';
import { inferenceOptions, readBytes } from '../cli/options.ts';
import { cacheFolder, inputFolders, modelFolders } from './places.ts';
import { loadRegistry } from './load-registry.ts';
import type { NodeRegistry } from '../graph/registry.ts';
import type { Services } from '../graph/service.ts';

export interface ComposeValues {
  readonly 'models'?: string[];
  readonly 'nodes'?: string[];
  readonly 'input'?: string[];
  readonly 'memory'?: string;
  readonly 'precision'?: string;
  readonly 'threads'?: string;
  readonly 'cache'?: string;
  readonly 'cache-size'?: string;
  readonly 'no-cache'?: boolean;
}

export interface Composed {
  readonly engine: Engine;
  readonly services: Services;
  readonly models: ModelLibrary;
  readonly memory: MemoryCache;
  /** Undefined when results are kept in memory only. */
  readonly disk: DiskCache | undefined;
  /** Ends the inference process and closes the cache. */
  close(): Promise<void>;
}

/**
 * @param say told what people should know: a cache in use by somebody else, a disk that is full.
 * @param inputs folders with pictures workflows may read, the preferred first.
 */
export async function compose(
  values: ComposeValues,
  say: (message: string) => void,
  inputs: readonly string[] = inputFolders(values.input ?? []),
): Promise<Composed> {
  const registry: NodeRegistry = await loadRegistry(values.nodes);
  const standard = standardServices({
    modelFolders: modelFolders(values.models ?? []),
    inputFolders: inputs,
    inference: inferenceOptions(values),
    digestFile: join(cacheFolder(values.cache), 'file-digests.json'),
  });
  const disk = values['no-cache']
    ? undefined
    : openCache(values.cache, say, cacheLimits(values['cache-size'] ?? process.env['INKLOOM_CACHE_SIZE']));
  const memory = new MemoryCache();
  const engine = new Engine({
    registry,
    services: standard.services,
    ...(disk ? { cache: new TieredCache(memory, disk), traces: new DiskTraces(disk.index) } : { cache: memory }),
  });
  return {
    engine,
    services: standard.services,
    models: standard.models,
    memory,
    disk,
    async close() {
      await standard.close();
      await disk?.close();
    },
  };
}

/** The disk cache, or undefined with a word about it while another process has it. */
export function openCache(
  given: string | undefined,
  say: (message: string) => void,
  limits: Partial<CacheLimits> = {},
): DiskCache | undefined {
  const folder = join(cacheFolder(given), 'results');
  const disk = DiskCache.open({ folder, codecs: typeCodecs, onProblem: once(say), limits });
  if (!disk) say(`The cache in ${folder} is in use by another process: results of this run stay in memory only.`);
  return disk;
}

function cacheLimits(size: string | undefined): Partial<CacheLimits> {
  return size === undefined ? {} : { bytes: readBytes('--cache-size', size) };
}

/** Says each thing once. */
function once(say: (message: string) => void): (message: string) => void {
  const said = new Set<string>();
  return (message) => {
    if (!said.has(message)) say(message);
    said.add(message);
  };
}
