/**
 * Residuals of ControlNets as the transformer takes them: one per block, the sum over all nets.
 * Source: diffusers `transformer_qwenimage.py` (`index_block // interval_control`) and `QwenImageMultiControlNetModel`.
 */
import { float32, type Tensor, zeros } from '../../../tensor.ts';

/** The samples of one net for one control picture and one prompt. */
export interface ScaledSamples {
  /** One per block of the net, [image tokens, width]. */
  readonly samples: readonly Tensor<'float32'>[];
  readonly strength: number;
  /**
   * The blocks of the transformer are cut into as many runs as there are samples. A sample is added after every block
   * of its run, or after the first.
   */
  readonly acts: 'throughout' | 'once';
}

/** A residual [image tokens, width] for each block of the transformer; undefined: nothing is added after that block. */
export type BlockResiduals = readonly (Tensor<'float32'> | undefined)[];

interface ScaledSample {
  readonly sample: Tensor<'float32'>;
  readonly strength: number;
}

/**
 * @param uses all samples of one shape.
 * @param layers blocks of the transformer. A run has ceil(layers / samples) of them.
 * @returns a residual per block; blocks with the same sum share one tensor.
 */
export function controlResiduals(uses: readonly ScaledSamples[], layers: number): BlockResiduals {
  const sums = new Map<string, Tensor<'float32'>>();
  return Array.from({ length: layers }, (_, layer) => {
    const picks = uses.flatMap((use, i) => {
      const run = Math.ceil(layers / use.samples.length);
      return use.acts === 'once' && layer % run !== 0 ? [] : [{ use, i, index: Math.floor(layer / run) }];
    });
    if (picks.length === 0) return undefined;
    const key = picks.map(({ i, index }) => `${i}:${index}`).join();
    const sum = sums.get(key) ?? weightedSum(picks.map(({ use, index }) => sampleAt(use, index)));
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
