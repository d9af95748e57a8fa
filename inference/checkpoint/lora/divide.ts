/**
 * Divides the updates of each weight into those that are merged and those that stay beside it. Sums may be added in any
 * order, so a low-rank update stays beside the weight. Updates before DoRA or a replacement are part of what those
 * change, and are merged with them.
 */
import type { WeightedUpdate } from './merge/merge.ts';
import type { Lora } from './read-lora.ts';
import { isBranch, isSum, type LowRank } from './updates.ts';
import type { LoraUse } from './use.ts';

/** A LoRA at work, read. */
export interface ReadUse extends Lora {
  readonly use: LoraUse;
}

export interface Divided {
  /** By weight, in the order in which they are applied. */
  readonly merged: ReadonlyMap<string, readonly PlacedUpdate[]>;
  /** Of each LoRA, by weight. */
  readonly branches: readonly ReadonlyMap<string, readonly LowRank[]>[];
}

/** An update and the place of its LoRA. */
export interface PlacedUpdate extends WeightedUpdate {
  readonly position: number;
}

export function divideUpdates(read: readonly ReadUse[]): Divided {
  const merged = new Map<string, readonly PlacedUpdate[]>();
  const branches = read.map(() => new Map<string, LowRank[]>());
  for (const [weight, all] of updatesByWeight(read)) {
    const last = all.findLastIndex(({ update }) => !isSum(update));
    const own: PlacedUpdate[] = [];
    for (const [i, each] of all.entries()) {
      const { update, position } = each;
      const ofLora = branches[position];
      if (i <= last || !isBranch(update) || !ofLora) own.push(each);
      else ofLora.set(weight, [...(ofLora.get(weight) ?? []), update]);
    }
    if (own.length > 0) merged.set(weight, own);
  }
  return { merged, branches };
}

function updatesByWeight(read: readonly ReadUse[]): ReadonlyMap<string, readonly PlacedUpdate[]> {
  const all = new Map<string, PlacedUpdate[]>();
  for (const [position, { use, updates }] of read.entries()) {
    for (const [name, ofLora] of updates) {
      const placed = ofLora.map((update) => ({ update, strength: use.strength, position }));
      all.set(name, [...(all.get(name) ?? []), ...placed]);
    }
  }
  return all;
}
