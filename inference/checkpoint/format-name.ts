/** The format of a model in a word or two, as people name it in file names: bf16, fp8, int8, Q4_K. */
import type { StoredWeight } from './stored-weight.ts';
import { elementCount } from '../tensor.ts';
import type { WeightSource } from './weight-source.ts';

const NAMES: Readonly<Record<string, string>> = {
  F32: 'fp32',
  F16: 'fp16',
  BF16: 'bf16',
  F8_E4M3: 'fp8',
  F8_E5M2: 'fp8 e5m2',
  I8: 'int8',
};

/** The format in which most of the numbers are. */
export function formatName(weights: WeightSource): string {
  const counts = new Map<string, number>();
  for (const name of weights.names()) {
    const weight = weights.get(name);
    if (!weight) continue;
    const format = formatOf(weight);
    counts.set(format, (counts.get(format) ?? 0) + elementCount(weight.shape));
  }
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? 'empty';
}

function formatOf(weight: StoredWeight): string {
  switch (weight.encoding) {
    case 'plain':
      return NAMES[weight.dtype] ?? weight.dtype.toLowerCase();
    case 'block-quantised':
      return weight.format;
    case 'scaled':
      return `${NAMES[weight.values.dtype] ?? weight.values.dtype.toLowerCase()} scaled`;
    case 'packed':
      return weight.format;
    case 'prepared':
      return formatOf(weight.original);
    case 'rows':
      return formatOf(weight.of);
    case 'rotated':
      return `${formatOf(weight.rotated)} convrot`.replace(' scaled', '');
  }
}
