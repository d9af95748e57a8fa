/**
 * The prepared file of one weight. Packed codes are unpacked to a byte each, with the scale of each group as float32:
 * the same numbers as the checkpoint's to the last bit, in a form that graphs read.
 */
import { elementCount } from '../../tensor.ts';
import type { OriginalWeight, PreparedWeight } from '../stored-weight.ts';
import { codedTensors } from './coded-tensors.ts';
import { floatTensors } from './float-tensors.ts';
import { integerTensors } from './integer-tensors.ts';
import type { OnDecoded, Preparation } from './preparation.ts';
import { PreparedFile } from './prepared-file.ts';

/** Raised whenever the same weight would be decoded to other numbers. */
const VERSION = 1;
/** Raised whenever the same weight would be rounded to other integers. */
const INTEGERS_VERSION = 1;

/** Whatever a prepared weight is made from. */
export type Recipe = Pick<PreparedWeight, 'name' | 'original' | 'form' | 'place'>;

export interface WeightFile {
  readonly file: PreparedFile;
  readonly made: PreparedWeight['made'];
}

export function weightFile(recipe: Recipe, onDecoded: OnDecoded = () => {}): WeightFile {
  const prepare = recipe.form === 'integers' ? integerTensors : preparation;
  const { tensors, made } = prepare(recipe.name, recipe.original, onDecoded);
  const file = new PreparedFile(recipe.place.folder, identityOf(recipe), tensors);
  return { file, made: made(file) };
}

function preparation(name: string, original: OriginalWeight, onDecoded: OnDecoded): Preparation {
  if (original.encoding === 'rotated' && original.rotated.encoding === 'packed') {
    // Graphs undo the rotation, on the values that the weight is multiplied by.
    const inner = preparation(name, original.rotated, onDecoded);
    return {
      tensors: inner.tensors,
      made(file) {
        const rotated = inner.made(file);
        if (rotated.encoding === 'rotated') throw new Error(`${name} is rotated twice`);
        return { ...original, file: file.path, rotated };
      },
    };
  }
  const hasCodes = original.encoding === 'block-quantised' || original.encoding === 'packed';
  const hasColumns = original.encoding === 'packed' && original.format === 'nvfp4' && original.columnScales;
  return hasCodes && !hasColumns ? codedTensors(name, original, onDecoded) : floatTensors(name, original, onDecoded);
}

/** The files themselves are in the digest: paths would make a model another one when its folder is moved. */
function identityOf({ original, form, place: { digest } }: Recipe): unknown {
  const stored = JSON.stringify(original, (key, value: unknown) => (key === 'file' ? undefined : value));
  return form === 'integers' ? ['int8', INTEGERS_VERSION, digest, stored] : ['weight', VERSION, digest, stored];
}

/** Number of values of a weight. */
export function valuesIn({ shape }: PreparedWeight): number {
  return elementCount(shape);
}
