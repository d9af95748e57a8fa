/**
 * Residuals of ControlNets as the transformer takes them: one per block, the sum over all nets.
 * Source: diffusers `transformer_qwenimage.py` (`index_block // interval_control`) and `QwenImageMultiControlNetModel`.
 */
import { float32, type Tensor, zeros } from '../../../tensor.ts';

/** The samples of one net for one control picture. */
export interface ScaledSamples {
  /** One per block of the net, [image tokens, width]. */
  readonly samples: readonly Tensor<'float32'>[];
  readonly strength: number;
}

interface ScaledSample {
  readonly sample: Tensor<'float32'>;
  readonly strength: number;
}

/**
 * @param uses at least one, all samples of one shape.
 * @param layers blocks of the transformer. Each sample serves ceil(layers / samples) of them in a row.
 * @returns a residual per block; blocks with the same sum share one tensor.
 */
export function controlResiduals(uses: readonly ScaledSamples[], layers: number): readonly Tensor<'float32'>[] {
  const sums = new Map<string, Tensor<'float32'>>();
  return Array.from({ length: layers }, (_, layer) => {
    const picks = uses.map(({ samples }) => Math.floor(layer / Math.ceil(layers / samples.length)));
    const key = picks.join();
    const sum = sums.get(key) ?? weightedSum(uses.map((use, i) => sampleAt(use, picks[i] as number)));
    sums.set(key, sum);
    return sum;
  });
}

function sampleAt({ samples, strength }: ScaledSamples, index: number): ScaledSample {
  const sample = samples[index];
  if (!sample) throw new RangeError(`A ControlNet gave ${samples.length} samples, there is none at ${index}`);
  return { sample, strength };
}

function weightedSum(parts: readonly ScaledSample[]): Tensor<'float32'> {
  const [first] = parts;
  if (!first) throw new RangeError('No ControlNet to add up');
  const { data: sum, dims } = zeros(first.sample.dims);
  for (const { sample, strength } of parts) {
    if (sample.data.length !== sum.length) {
      throw new RangeError(`Samples of shapes [${dims.join(', ')}] and [${sample.dims.join(', ')}] do not add up`);
    }
    const scale = Math.fround(strength);
    for (let i = 0; i < sum.length; i += 1) {
      sum[i] = (sum[i] as number) + Math.fround((sample.data[i] as number) * scale);
    }
  }
  return float32(sum, dims);
}
