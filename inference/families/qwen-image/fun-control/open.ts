/**
 * Opens a Fun ControlNet, a single file without a config: a few full blocks that see the control picture.
 * Source: VideoX-Fun videox_fun/models/qwenimage_transformer2d_control.py, `QwenImageControlTransformer2DModel`.
 */
import type { ComponentFiles } from '../../../checkpoint/component-files.ts';
import { parseConfig } from '../../../checkpoint/config-file.ts';
import { blockCount, sizesOf } from '../../../checkpoint/layout/derive.ts';
import { openFiles } from '../../../checkpoint/layout/joined-source.ts';
import { renamedSource, type WeightSource } from '../../../checkpoint/weight-source.ts';
import { InferenceError } from '../../../errors.ts';
import { transformerNames } from '../layouts/transformer-names.ts';
import { type TransformerConfig, transformerConfigSchema } from '../transformer/config.ts';
import { headFields } from '../transformer/open.ts';

/**
 * Features of a control token: 33 channels of 2 x 2 latent pixels, which are 16 of the control picture, one of the
 * mask, 16 of the picture to paint in.
 */
export const FUN_FEATURES = 132;

const BLOCKS = 'control_blocks';
/** Layers of a control block that a block of the transformer does not have. */
const OWN = /^control_blocks\.\d+\.(before|after)_proj\./;

export interface OpenedFun {
  /** Config of the blocks, which are built as the transformer's. */
  readonly config: TransformerConfig;
  /** Tensors of the blocks under the names of a transformer's, the others under their own. */
  readonly weights: WeightSource;
}

/** @throws InferenceError when the file is missing, damaged, or no Fun ControlNet. */
export async function openFun(files: ComponentFiles): Promise<OpenedFun> {
  const stored = transformerNames(await openFiles(files));
  return { config: funConfig(stored), weights: funNames(stored) };
}

/** The tensors under the names that graphs ask for. */
export function funNames(stored: WeightSource): WeightSource {
  return renamedSource(stored, (name) =>
    OWN.test(name) || !name.startsWith(`${BLOCKS}.`) ? name : `transformer_blocks${name.slice(BLOCKS.length)}`,
  );
}

/**
 * @param stored under the published names.
 * @throws InferenceError `tensor-missing` or `tensor-mismatch`.
 */
export function funConfig(stored: WeightSource): TransformerConfig {
  const tensor = 'control_img_in.weight';
  const { width, features } = sizesOf(stored, tensor, ['width', 'features']);
  const { headDim } = sizesOf(stored, `${BLOCKS}.0.attn.norm_q.weight`, ['headDim']);
  if (features !== FUN_FEATURES) {
    const [expected, received] = [`[${width}, ${FUN_FEATURES}]`, `[${width}, ${features}]`];
    const message = `${stored.label}: tensor ${tensor}: expected ${expected}, received ${received}`;
    throw new InferenceError('tensor-mismatch', message, { file: stored.label, tensor, expected, received });
  }
  const fields = { num_layers: blockCount(stored, BLOCKS), ...headFields(width, headDim) };
  return parseConfig(fields, transformerConfigSchema, stored.label);
}
