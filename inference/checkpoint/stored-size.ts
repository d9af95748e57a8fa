/** Bytes that a weight takes in its file. */
import { elementCount } from '../tensor.ts';
import type { StoredWeight, WeightLocation } from './stored-weight.ts';

export function storedSize(weight: StoredWeight): number {
  switch (weight.encoding) {
    case 'plain':
    case 'block-quantised':
      return weight.length;
    case 'scaled':
      return sum(weight.values, weight.scale, weight.offset);
    case 'packed':
      return sum(...Object.values(weight).filter(isLocation));
    case 'rotated':
      return storedSize(weight.rotated);
    case 'rows':
      return (storedSize(weight.of) * elementCount(weight.shape)) / elementCount(weight.of.shape);
    case 'prepared':
      return storedSize(weight.original);
  }
}

function isLocation(part: unknown): part is WeightLocation {
  return typeof part === 'object' && part !== null && 'length' in part && 'offset' in part;
}

function sum(...parts: readonly (WeightLocation | undefined)[]): number {
  return parts.reduce((bytes, part) => bytes + (part?.length ?? 0), 0);
}
