/**
 * Layouts of the transformer's tensor names. Single files keep the published names, below a prefix or without one.
 * ComfyUI's files hold both input matrices of the MLP as one, the gate first.
 */
import { belowPrefix } from '../../../checkpoint/layout/name-table.ts';
import { splitSource } from '../../../checkpoint/layout/split-rows.ts';
import type { WeightSource } from '../../../checkpoint/weight-source.ts';

/** Prefixes of ComfyUI's files, of those that hold a whole pipeline, and of diffusers' pipelines in one file. */
const TRANSFORMER_PREFIXES = ['model.diffusion_model.', 'diffusion_model.', 'transformer.'] as const;

const FUSED = /^(.*\.img_mlp)\.gate_up\.weight$/;
const PARTS = ['gate_layer', 'proj'] as const;

/** The weights under the names that graphs ask for. */
export function transformerNames(source: WeightSource): WeightSource {
  return splitSource(belowPrefix(source, TRANSFORMER_PREFIXES), (stored) => {
    const [, mlp] = FUSED.exec(stored) ?? [];
    return mlp === undefined ? undefined : PARTS.map((part) => `${mlp}.${part}.weight`);
  });
}
