/** Batches: ComfyUI makes several pictures in one value, here a node runs once for each number in the batch. */
import type { Ours } from '../../../engine/comfyui/export/ours.ts';
import { type Each, readEach } from '../../../engine/graph/graph.ts';
import { type Given, Untranslatable } from '../../../engine/comfyui/translate/wire.ts';

export interface Batch {
  readonly batchIndex: Each;
  readonly batchSize: number;
}

/** The inputs of our nodes that say it; none for a batch of one. @throws Untranslatable for an unknown size. */
export function batchOf(given: Given, input = 'batch_size'): Batch | undefined {
  const size = given.constant(input) ?? 1;
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 1) {
    throw new Untranslatable(`has a batch size of ${JSON.stringify(size)}`);
  }
  return size === 1 ? undefined : { batchIndex: numbers(size), batchSize: size };
}

/** From 0. */
export function numbers(count: number): Each {
  return { each: Array.from({ length: count }, (_, i) => i) };
}

/** The size of the batch that a node of ours makes. */
export function writeBatch(ours: Ours, index = 'batchIndex', size = 'batchSize'): unknown {
  const [numbered, count] = [ours.value(index), ours.value(size)];
  return readEach(numbered)?.each.length ?? count;
}
