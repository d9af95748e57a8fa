/**
 * Position embeddings of patches: a square table of embeddings is stretched over the picture, its corners on the
 * corners, and each patch takes a bilinear mixture of the four entries around it.
 * Source: transformers `fast_pos_embed_interpolate`, modeling_qwen3_vl.py, in float32 as there.
 */
import { float32, type Tensor } from '../../../tensor.ts';
import { type PatchGrid, patchPositions } from '../../vision/picture-patches.ts';

/** One of the four entries around each patch. */
export interface Corner {
  /** int64 [patches]: rows of the table. */
  readonly entry: Tensor<'int64'>;
  /** [patches, 1]: shares in the mixture, which add up to 1 over the corners. */
  readonly share: Tensor<'float32'>;
}

/** The corners above left, above right, below left and below right of every patch, in the order of `patchPositions`. */
export function positionCorners(grid: PatchGrid, merge: number, side: number): readonly Corner[] {
  const rows = places(grid.rows, side);
  const columns = places(grid.columns, side);
  const patches = patchPositions(grid, merge);
  const corner = (isBelow: boolean, isRight: boolean): Corner => {
    const entry = new BigInt64Array(patches.length);
    const share = new Float32Array(patches.length);
    patches.forEach(({ row, column }, patch) => {
      const [y, x] = [rows[row] as Place, columns[column] as Place];
      entry[patch] = BigInt((isBelow ? y.after : y.before) * side + (isRight ? x.after : x.before));
      share[patch] = (isBelow ? y.share : Math.fround(1 - y.share)) * (isRight ? x.share : Math.fround(1 - x.share));
    });
    return { entry: { dtype: 'int64', dims: [patches.length], data: entry }, share: float32(share, [share.length, 1]) };
  };
  return [corner(false, false), corner(false, true), corner(true, false), corner(true, true)];
}

interface Place {
  readonly before: number;
  readonly after: number;
  /** Of `after`. */
  readonly share: number;
}

/** Where each of `count` patches lies on an axis of the table: 0 for the first, `side - 1` for the last. */
function places(count: number, side: number): readonly Place[] {
  const step = count === 1 ? 0 : Math.fround((side - 1) / (count - 1));
  return Array.from({ length: count }, (_, i) => {
    // As `torch.linspace` rounds: from the nearer end.
    const place = Math.fround(i < count / 2 ? step * i : side - 1 - step * (count - 1 - i));
    const before = Math.floor(place);
    return { before, after: Math.min(before + 1, side - 1), share: Math.fround(place - before) };
  });
}
