/** Batches: ComfyUI makes several pictures in one value, here a node runs once for each number in the batch. */
import type { Renamed } from '../../../engine/comfyui/define.ts';
import { readEach } from '../../../engine/graph/graph.ts';

/** `batch_size` as the numbers of the pictures in the batch. */
export const numbersInBatch: Renamed = {
  name: 'batchIndex',
  ours: (size) => (size === 1 ? 0 : { each: Array.from({ length: Number(size) }, (_, i) => i) }),
  theirs: (numbers) => readEach(numbers)?.each.length ?? 1,
};
