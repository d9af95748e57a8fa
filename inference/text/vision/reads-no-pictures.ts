/** The refusal to read a picture with a text encoder whose vision tower is missing. */
import type { WeightSource } from '../../checkpoint/weight-source.ts';
import { InferenceError } from '../../errors.ts';

/** @param tensor that every tower of the kind has. */
export function readsNoPictures({ label }: WeightSource, tensor: string): InferenceError {
  const message =
    `${label} reads no pictures: it has no vision tower. Put the mmproj file of the model beside it, ` +
    'or choose a text encoder that has one';
  return new InferenceError('tensor-missing', message, { file: label, tensor });
}
