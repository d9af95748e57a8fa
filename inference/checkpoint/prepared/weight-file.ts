/**
 * The prepared file of one weight. Packed codes are unpacked to a byte each, with the scale of each group as float32:
 * the same numbers as the checkpoint's to the last bit, in a form that graphs read.
 */
import { elementCount } from '../../tensor.ts';
import type { OriginalWeight, PreparedWeight } from '../stored-weight.ts';
import { codedTensors } from './coded-tensors.ts';
import { floatTensors } from './float-tensors.ts';
import { integerTensors } from './integer-tensors.ts';
import { ownNibbleTensors, roundedNibbleTensors } from './nibble-tensors.ts';
import type { OnDecoded, Preparation } from './preparation.ts';
import { PreparedFile } from './prepared-file.ts';

/** How a form is made. */
interface Form {
  readonly prepare: (name: string, original: OriginalWeight, onDecoded: OnDecoded) => Preparation;
  /** Begins the identity of files. */
  readonly label: string;
  /** Raised whenever the same weight would become other numbers. */
  readonly version: number;
}

const FORMS: Readonly<Record<PreparedWeight['form'], Form>> = {
  'values': { prepare: preparation, label: 'weight', version: 1 },
  'integers': { prepare: integerTensors, label: 'int8', version: 1 },
  'nibbles': { prepare: ownNibbleTensors, label: 'own int4', version: 1 },
  'rounded nibbles': { prepare: roundedNibbleTensors, label: 'int4', version: 2 },
};

/** Whatever a prepared weight is made from. */
export type Recipe = Pick<PreparedWeight, 'name' | 'original' | 'form' | 'place'>;

export interface WeightFile {
  readonly file: PreparedFile;
  readonly made: PreparedWeight['made'];
}

export function weightFile(recipe: Recipe, onDecoded: OnDecoded = () => {}): WeightFile {
  const { tensors, made } = FORMS[recipe.form].prepare(recipe.name, recipe.original, onDecoded);
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
        if (rotated.encoding === 'rotated' || rotated.encoding === 'nibbles') {
          throw new Error(`${name}: expected values or codes below a rotation`);
        }
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
  return [FORMS[form].label, FORMS[form].version, digest, stored];
}

/** Number of values of a weight. */
export function valuesIn({ shape }: PreparedWeight): number {
  return elementCount(shape);
}
