/**
 * Applies LoRAs to the weights of a model: low-rank updates stay beside the weights, others are merged into a prepared
 * file that holds only the weights they change.
 */
import { mkdir, realpath } from 'node:fs/promises';
import { withAdapters } from '../adapters.ts';
import type { PreparedPlace } from '../prepared/place.ts';
import { floatTensor } from '../prepared/float-tensor.ts';
import type { OnPrepared } from '../prepared/make-prepared.ts';
import { PreparedFile } from '../prepared/prepared-file.ts';
import { writePrepared } from '../prepared/write-prepared.ts';
import type { WeightSource } from '../weight-source.ts';
import { branchesOf } from './branches.ts';
import { type Divided, divideUpdates, type ReadUse } from './divide.ts';
import { mergedValues } from './merge/merge.ts';
import { readLora } from './read-lora.ts';
import type { LoraTarget } from './target.ts';
import type { LoraUse } from './use.ts';

/** Raised when merging the same files would give other values. */
const MERGE_VERSION = 1;

export interface AppliedLoras {
  readonly weights: WeightSource;
  /** Writes the prepared files that `weights` refers to. Must be done before a session maps them. */
  readonly prepare: (onPrepared?: OnPrepared) => Promise<void>;
}

/**
 * @param uses in the order in which they are applied.
 * @throws InferenceError those of {@link readLora}.
 */
export async function applyLoras(
  target: LoraTarget,
  uses: readonly LoraUse[],
  place: PreparedPlace | undefined,
): Promise<AppliedLoras> {
  const { weights } = target;
  if (uses.length === 0) return { weights, prepare: () => Promise.resolve() };
  if (!place) throw new TypeError('LoRAs need a place for prepared files');
  const read = await Promise.all(uses.map(async (use) => ({ use, ...(await readLora(use.file, target)) })));
  const folder = await folderOf(place);
  const divided = divideUpdates(read);
  const merged = mergedFile(divided, read, weights, folder, place.digest);
  const branches = uses.map((use, i) => branchesOf(use, divided.branches[i] ?? new Map(), folder));
  const source: WeightSource = { ...weights, get: (name) => merged.get(name) ?? weights.get(name) };
  const adapters = branches.map(({ adapter }) => adapter);
  return {
    weights: withAdapters(source, adapters),
    prepare: (onPrepared = () => {}) => writePrepared([merged, ...branches.map(({ widened }) => widened)], onPrepared),
  };
}

/** Maps of prepared files name a path without symbolic links. */
async function folderOf({ folder }: PreparedPlace): Promise<string> {
  await mkdir(folder, { recursive: true });
  return realpath(folder);
}

function mergedFile(
  { merged }: Divided,
  read: readonly ReadUse[],
  weights: WeightSource,
  folder: string,
  base: string,
): PreparedFile {
  const tensors = [...merged].flatMap(([name, updates]) => {
    const weight = weights.get(name);
    return weight ? [floatTensor(name, weight.shape, () => mergedValues(weight, updates))] : [];
  });
  const positions = new Set([...merged.values()].flat().map(({ position }) => position));
  const sources = read.filter((_, i) => positions.has(i)).map(({ use: { digest, strength } }) => [digest, strength]);
  return new PreparedFile(folder, ['merged', MERGE_VERSION, base, sources], tensors);
}
