/** Low-rank updates that stay beside the weights, and the prepared file of factors that graphs cannot map. */
import type { Adapter, LowRankFactors } from '../adapters.ts';
import { floatTensor } from '../prepared/float-tensor.ts';
import { PreparedFile } from '../prepared/prepared-file.ts';
import type { StoredDType } from '../stored-dtype.ts';
import type { LoraTensor } from './lora-file.ts';
import { readMatrix } from './merge/matrix.ts';
import type { LowRank } from './updates.ts';
import type { LoraUse } from './use.ts';

/** Types of factors that graphs map from the file. The others are widened to float32. */
const MAPPED: ReadonlySet<StoredDType> = new Set(['F32', 'F16', 'BF16']);

/** Low-rank updates by weight. */
export type BranchUpdates = ReadonlyMap<string, readonly LowRank[]>;

export interface Branches {
  readonly adapter: Adapter;
  /** Holds the widened factors; often none. */
  readonly widened: PreparedFile;
}

/**
 * @param updates those of one LoRA.
 * @param folder for prepared files, without symbolic links.
 */
export function branchesOf({ file, digest }: LoraUse, updates: BranchUpdates, folder: string): Branches {
  const wide = widenedTensors([...updates.values()].flat().flatMap(({ down, up }) => [down, up]));
  const tensors = [...wide].map(([name, tensor]) =>
    floatTensor(name, tensor.shape, async () => (await readMatrix(tensor)).data),
  );
  const widened = new PreparedFile(folder, ['widened', digest], tensors);
  const stored = (tensor: LoraTensor): LowRankFactors['down'] => widened.get(nameOf(tensor)) ?? tensor;
  const factors = [...updates].map(
    ([weight, all]) =>
      [weight, all.map(({ down, up, scale }) => ({ down: stored(down), up: stored(up), scale }))] as const,
  );
  return { adapter: { label: file, updates: new Map(factors) }, widened };
}

/** Each tensor once: modules that a file fuses share a factor. */
function widenedTensors(tensors: readonly LoraTensor[]): ReadonlyMap<string, LoraTensor> {
  return new Map(tensors.filter(({ dtype }) => !MAPPED.has(dtype)).map((tensor) => [nameOf(tensor), tensor]));
}

/** Modules that a file fuses have rows of one tensor each. */
function nameOf({ tensor, offset }: LoraTensor): string {
  return `${tensor}@${offset}`;
}
