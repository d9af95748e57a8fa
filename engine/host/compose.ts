/** Makes an engine with the standard nodes, the models and the cache, from the settings of a command or a server. */
import { join } from 'node:path';
import type { InferenceOptions } from '../../inference/index.ts';
import { typeCodecs } from '../../nodes/codecs.ts';
import { standardServices } from '../../nodes/services/standard.ts';
import type { FullDigests } from '../../nodes/services/full-digests/full-digests.ts';
import type { LoraFiles, ModelLibrary } from '../../nodes/services/tokens.ts';
import { type CacheLimits, DiskCache, type DiskCacheOptions } from '../cache/disk/disk-cache.ts';
import { DiskTraces } from '../cache/disk/disk-traces.ts';
import { MemoryCache } from '../cache/memory.ts';
import { TieredCache } from '../cache/tiered.ts';
import { DISK, type FileLayer } from '../files/file-layer.ts';
import type { Services } from '../graph/service.ts';
import { Engine } from '../run/engine.ts';
import { cacheLimits, type EngineSettings, inferenceOptions } from './engine-settings.ts';
import { InferenceStatus } from './status/inference-status.ts';
import { readLora } from './image/loras.ts';
import { loadRegistry } from './load-registry.ts';
import { type ModelHashes, modelHashes, NO_HASHES } from './hashes/model-hashes.ts';
import { cacheFolder, inputFolders, modelFolders, preparedFolder, speedFile } from './places.ts';
import { openShared, storeAddress } from './store/shared-cache.ts';

/** Bytes of results in memory while the disk keeps them too. */
const MEMORY_BESIDE_DISK = 32 * 2 ** 20;

export interface Composed {
  readonly engine: Engine;
  readonly services: Services;
  readonly models: ModelLibrary;
  readonly loras: LoraFiles;
  readonly fullDigests: FullDigests;
  /** Of the pictures of runs. */
  readonly hashes: ModelHashes;
  readonly memory: MemoryCache;
  /** Undefined when results are kept in memory only. */
  readonly disk: DiskCache | undefined;
  /** What the inference process holds in memory. */
  readonly status: InferenceStatus;
  /** Frees the memory of models once none works. The next run loads them again. */
  freeModels(): Promise<void>;
  /** Ends the inference process and closes the cache. */
  close(): Promise<void>;
}

/** Told while the engine works. */
export interface Reports {
  /** See `InferenceOptions`. */
  readonly onLoaded?: InferenceOptions['onLoaded'];
  /** The inference process ended by itself, and was started again. */
  readonly onRestarted?: (() => void) | undefined;
  /** See `DiskCacheOptions`. */
  readonly onCollected?: DiskCacheOptions['onCollected'];
}

/**
 * @param say called with messages for the user, for example that the cache cannot be read or that the disk is
 * full.
 * @param inputs folders with pictures that workflows may read; of two files with one name, the earlier folder wins.
 * @param files writes the results that are kept; a test gives one that fails.
 * @throws UsageError for a setting that cannot be read, a node pack that cannot be loaded, or a store that cannot be
 * used.
 */
export async function compose(
  settings: EngineSettings,
  say: (message: string) => void,
  inputs: readonly string[] = inputFolders(settings.input ?? []),
  files: FileLayer = DISK,
  { onLoaded, onRestarted, onCollected }: Reports = {},
): Promise<Composed> {
  const registry = await loadRegistry(settings.nodes);
  const shared = settings.noCache ? undefined : storeAddress(settings.store);
  const store = shared === undefined ? undefined : await openShared(shared, withoutRepeats(say));
  const standard = standardServices({
    modelFolders: modelFolders(settings.models ?? []),
    inputFolders: inputs,
    loraFiles: (settings.loras ?? []).flatMap((text) => readLora(text).path ?? []),
    inference: {
      ...inferenceOptions(settings),
      prepared: preparedFolder(settings.cache),
      onRestart(message) {
        say(message);
        onRestarted?.();
      },
      ...(onLoaded ? { onLoaded } : {}),
    },
    speedFile: speedFile(settings.cache),
    digestFile: join(cacheFolder(settings.cache), 'file-digests.json'),
    fullDigestFile: join(cacheFolder(settings.cache), 'full-digests.json'),
    onOtherBytes: (path) => say(otherBytes(path)),
  });
  const disk = settings.noCache
    ? undefined
    : openCache(settings.cache, say, { limits: cacheLimits(settings), files, onCollected });
  // Values on the disk can be read again, so memory keeps few of them.
  const memory = new MemoryCache(disk ? { limit: MEMORY_BESIDE_DISK } : {});
  const slower = [...(disk ? [disk] : []), ...(store ? [store.cache] : [])];
  const cache = slower.length === 0 ? memory : new TieredCache([memory, ...slower]);
  const caching = { cache, ...(disk ? { traces: new DiskTraces(disk.index) } : {}) };
  return {
    engine: new Engine({ registry, services: standard.services, ...caching }),
    services: standard.services,
    models: standard.models,
    loras: standard.loras,
    fullDigests: standard.fullDigests,
    hashes: settings.modelHashes === false ? NO_HASHES : modelHashes(standard.fullDigests, standard.services, say),
    memory,
    disk,
    status: new InferenceStatus(standard.inference, standard.models, settings),
    freeModels: () => standard.inference.free(),
    async close() {
      await standard.close();
      await store?.close();
      await disk?.close();
    },
  };
}

/** Options of {@link openCache}, each with a default. */
interface CacheOptions {
  readonly limits?: Partial<CacheLimits>;
  /** Writes the values; a test gives one that fails. */
  readonly files?: FileLayer;
  readonly onCollected?: DiskCacheOptions['onCollected'] | undefined;
}

/**
 * Opens the disk cache.
 * @param folder as the user gave it; see {@link cacheFolder}.
 * @returns undefined, after telling the user, when its folder cannot be used.
 */
export function openCache(
  folder: string | undefined,
  say: (message: string) => void,
  { limits = {}, files = DISK, onCollected }: CacheOptions = {},
): DiskCache | undefined {
  const results = join(cacheFolder(folder), 'results');
  const derived = preparedFolder(folder);
  return DiskCache.open({
    folder: results,
    derived,
    codecs: typeCodecs,
    onProblem: withoutRepeats(say),
    limits,
    files,
    ...(onCollected ? { onCollected } : {}),
  });
}

/** About a model file that changed where nothing else shows it. */
export function otherBytes(path: string): string {
  return `${path} holds other bytes than when it was last read. Get it again`;
}

function withoutRepeats(say: (message: string) => void): (message: string) => void {
  const said = new Set<string>();
  return (message) => {
    if (!said.has(message)) say(message);
    said.add(message);
  };
}
