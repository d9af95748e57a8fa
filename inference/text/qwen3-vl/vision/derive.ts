/** Facts of the vision tower of files without a config, from the names and shapes of their tensors. */
import { blockCount, sizesOf } from '../../../checkpoint/layout/derive.ts';
import type { WeightSource } from '../../../checkpoint/weight-source.ts';
import { patchFields } from '../../vision/patch-kernel.ts';
import { readsNoPictures } from '../../vision/reads-no-pictures.ts';

/** From this width on, a tower has the heads of the published ones, 16; below, heads of the size of small ones. */
const PUBLISHED_FROM = 1024;
const HEADS = 16;
const SMALL_HEAD_DIM = 16;

/** A tensor that no other tower has. */
const MARK = 'visual.deepstack_merger_list.0.norm.weight';

/** Whether these are weights of the vision tower. */
export function isVisionTower(weights: WeightSource): boolean {
  return weights.get(MARK) !== undefined;
}

/**
 * The fields of `vision_config`, from names and shapes.
 * @throws InferenceError `tensor-missing`, also where there is no tower, or `tensor-mismatch`.
 */
export function derivedVisionConfig(weights: WeightSource): object {
  if (!isVisionTower(weights)) throw readsNoPictures(weights, MARK);
  const { positions, width } = sizesOf(weights, 'visual.pos_embed.weight', ['positions', 'width']);
  const { mlpWidth } = sizesOf(weights, 'visual.blocks.0.mlp.linear_fc1.weight', ['mlpWidth', 'width']);
  const { outWidth, wide } = sizesOf(weights, 'visual.merger.linear_fc2.weight', ['outWidth', 'wide']);
  const depth = blockCount(weights, 'visual.blocks');
  return {
    depth,
    hidden_size: width,
    num_heads: width >= PUBLISHED_FROM ? HEADS : width / SMALL_HEAD_DIM,
    intermediate_size: mlpWidth,
    out_hidden_size: outWidth,
    num_position_embeddings: positions,
    spatial_merge_size: Math.sqrt(wide / width),
    ...patchFields(weights),
    deepstack_visual_indexes: deepstackBlocks(depth, blockCount(weights, 'visual.deepstack_merger_list')),
  };
}

/** Blocks after which features are taken. No tensor tells them: those of the published towers, by their depth. */
function deepstackBlocks(depth: number, levels: number): readonly number[] {
  if (depth === 27) return [8, 16, 24];
  if (depth === 24) return [5, 11, 17];
  return Array.from({ length: levels }, (_, level) => level + 1);
}
