/** Which weights a model in 8-bit integers holds as such, and which of them are integers in their file already. */
import { codeLayout } from '../rows/codes-of.ts';
import { elementCount } from '../../tensor.ts';
import type { OriginalWeight } from '../stored-weight.ts';

/** A linear layer in a numbered block: `transformer_blocks.0.attn.to_q.weight`, but not `merger.mlp.0.weight`. */
const IN_BLOCK = /\.\d+\..+\.weight$/;

/**
 * Whether integers stand for a weight. Layers that occur once, at the ends of a model, keep their values, as in the
 * files that ComfyUI publishes: `img_in`, `txt_in`, `proj_out`, `norm_out` and the embedding of the timestep.
 */
export function isInBlock(name: string, shape: readonly number[]): boolean {
  return shape.length === 2 && IN_BLOCK.test(name);
}

/** Whether a weight is stored, or unpacked to the bit, as 8-bit integers of which all in a row have one scale. */
export function isRowInteger(weight: OriginalWeight): boolean {
  switch (weight.encoding) {
    case 'scaled': {
      const scales = elementCount(weight.scale.shape);
      return weight.values.dtype === 'I8' && !weight.offset && (scales === 1 || scales === weight.shape[0]);
    }
    case 'packed': {
      const { dtype, group, hasOffsets } = codeLayout(weight);
      return dtype === 'I8' && !hasOffsets && group === weight.shape.at(-1);
    }
    case 'rotated':
      return isRowInteger(weight.rotated);
    case 'plain':
    case 'block-quantised':
    case 'rows':
      return false;
  }
}
