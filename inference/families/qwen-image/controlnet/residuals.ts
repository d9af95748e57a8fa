/**
 * Residuals of ControlNets as the transformer takes them: one per block, those of several nets added up.
 * Source: diffusers `transformer_qwenimage.py` (`index_block // interval_control`) and `QwenImageMultiControlNetModel`.
 */
import { float32, type Tensor } from '../../../tensor.ts';

/** What one net made of one control picture. */
export interface ScaledSamples {
  /** One per block of the net, [image tokens, width]. */
  readonly samples: readonly Tensor<'float32'>[];
  readonly strength: number;
}

/**
 * @param layers blocks of the transformer. Each sample serves ceil(layers / samples) of them in a row.
 * @returns a residual per block; blocks that get the same share one tensor.
 */
export function controlResiduals(uses: readonly ScaledSamples[], layers: number): readonly Tensor<'float32'>[] {
  const sums = new Map<string, Tensor<'float32'>>();
  return Array.from({ length: layers }, (_, layer) => {
    const picks = uses.map(({ samples }) => Math.floor(layer / Math.ceil(layers / samples.length)));
    const key = picks.join();
    const sum =
      sums.get(key) ??
      weightedSum(
        uses.flatMap(({ samples, strength }, i) => {
          const sample = samples[picks[i] ?? 0];
          return sample ? [{ sample, strength }] : [];
        }),
      );
    sums.set(key, sum);
    return sum;
  });
}

function weightedSum(
  parts: readonly { readonly sample: Tensor<'float32'>; readonly strength: number }[],
): Tensor<'float32'> {
  const [first] = parts;
  const sum = new Float32Array(first?.sample.data.length ?? 0);
  for (const { sample, strength } of parts) {
    const scale = Math.fround(strength);
    for (let i = 0; i < sum.length; i += 1) sum[i] = (sum[i] ?? 0) + Math.fround((sample.data[i] ?? 0) * scale);
  }
  return float32(sum, first?.sample.dims ?? [0, 0]);
}
