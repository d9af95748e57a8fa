/**
 * SHA-256 of the model files of a run, for the metadata of its pictures. They are read beside the run. A picture waits
 * for them: if it carried only what is known by chance, the same graph would give other bytes another day.
 */
import { stat } from 'node:fs/promises';
import type { FullDigests } from '../../../nodes/services/full-digests/full-digests.ts';
import type { NamedFile } from '../../../nodes/services/tokens.ts';
import type { Plan } from '../../graph/plan.ts';
import type { Services } from '../../graph/service.ts';
import type { Provenance } from '../../workflow/picture/provenance.ts';
import { modelFilesOf } from './model-files.ts';
import { type OnReading, ReadingProgress } from './reading-progress.ts';

/** By node and file. */
export type Hashes = NonNullable<Provenance['hashes']>;

export interface ModelHashes {
  /**
   * Starts to read the model files of a plan.
   * @param onReading called twice a second while there is something to read.
   */
  begin(plan: Plan, onReading?: OnReading): RunHashes;
}

/** Of one run. */
export interface RunHashes {
  /**
   * The hashes of every node that names models, as soon as they are known.
   * @returns undefined when the signal aborts before.
   */
  all(signal?: AbortSignal): Promise<Hashes | undefined>;
  /** Ends the reports. What is being read is still remembered. */
  end(): void;
}

/** For pictures that carry no hashes. */
export const NO_HASHES: ModelHashes = { begin: () => ({ all: () => Promise.resolve({}), end() {} }) };

/** @param say called with a sentence about a file that cannot be read: pictures do not name it. */
export function modelHashes(digests: FullDigests, services: Services, say: (message: string) => void): ModelHashes {
  return {
    begin(plan, onReading = () => {}) {
      const progress = new ReadingProgress(digests, onReading);
      const hashes = hashesOf(plan, { digests, services, say, progress });
      // Whoever saves a picture hears of the error.
      hashes.catch(() => {});
      return {
        async all(signal) {
          progress.isAwaited = true;
          return signal ? untilAborted(hashes, signal) : hashes;
        },
        end: () => progress.end(),
      };
    },
  };
}

interface Reading {
  readonly digests: FullDigests;
  readonly services: Services;
  readonly say: (message: string) => void;
  readonly progress: ReadingProgress;
}

async function hashesOf(plan: Plan, { digests, services, say, progress }: Reading): Promise<Hashes> {
  /** By path: several nodes may use one file. */
  const known = new Map<string, Promise<string | undefined>>();
  const read = async ({ path }: NamedFile): Promise<string | undefined> => {
    const digest = digests.digest(path);
    progress.add(path, (await stat(path).catch(() => undefined))?.size ?? 0, digest);
    return digest.catch((error: Error) => say(`Pictures do not name ${path}: ${error.message}`) as undefined);
  };
  const byNode = await modelFilesOf(plan, services);
  for (const file of [...byNode.values()].flat()) known.set(file.path, known.get(file.path) ?? read(file));
  const hashes: Record<string, Record<string, string>> = {};
  for (const [node, files] of byNode) {
    const ofNode: Record<string, string> = {};
    for (const { name, path } of files) {
      const sha256 = await known.get(path);
      if (sha256 !== undefined) ofNode[name] = sha256;
    }
    hashes[node] = ofNode;
  }
  return hashes;
}

/** The value; undefined when the signal aborts before. A batch of thousands has one signal: no listener stays at it. */
function untilAborted<T>(value: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => resolve(undefined);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort);
    value.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
