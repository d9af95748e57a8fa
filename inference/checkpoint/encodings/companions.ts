/** The tensors beside a weight that say how its values are to be read. They are no weights of a model. */
import { InferenceError } from '../../errors.ts';
import { elementCount } from '../../tensor.ts';
import type { WeightLocation } from '../stored-weight.ts';

export type Tensors = ReadonlyMap<string, WeightLocation>;

/** Endings of their names behind the name of the layer. */
const ENDINGS = [
  'comfy_quant',
  'weight_scale',
  'weight_scale_2',
  'scale_weight',
  'input_scale',
  'scale_input',
  'pre_quant_scale',
  'weight_s_rel',
  'weight_s_channel',
  'weight_codebook',
  'weight_correction',
] as const;

type Ending = (typeof ENDINGS)[number];

/** The mark of files with `scale_weight`: an empty tensor of that name, behind the model's prefix. */
const FILE_MARK = 'scaled_fp8';

const ENDS = new RegExp(`^(.*)\\.(?:${ENDINGS.join('|')})$`);

/** Whether a tensor belongs to the encoding of a weight. */
export function isCompanion(name: string, tensors: Tensors): boolean {
  if (name === FILE_MARK || name.endsWith(`.${FILE_MARK}`)) return true;
  const layer = ENDS.exec(name)?.[1];
  return layer !== undefined && tensors.has(`${layer}.weight`);
}

/** A weight and the tensors around it. */
export class Layer {
  /** Name of the layer: that of the weight without `.weight`. */
  readonly name: string;
  readonly weight: WeightLocation;
  readonly #tensors: Tensors;

  constructor(name: string, weight: WeightLocation, tensors: Tensors) {
    this.name = name;
    this.weight = weight;
    this.#tensors = tensors;
  }

  /** Rows and columns of the stored weight. */
  get size(): readonly [rows: number, columns: number] {
    const [rows, columns, ...others] = this.weight.shape;
    if (rows !== undefined && columns !== undefined && others.length === 0) return [rows, columns];
    throw this.malformed('weight', 'a matrix', `[${this.weight.shape.join(', ')}]`);
  }

  find(ending: Ending): WeightLocation | undefined {
    return this.#tensors.get(`${this.name}.${ending}`);
  }

  /**
   * A companion that the encoding cannot do without.
   * @param counts numbers of values it may have; none: any.
   * @throws InferenceError `file-malformed`.
   */
  get(ending: Ending, ...counts: readonly number[]): WeightLocation {
    const location = this.find(ending);
    if (location) return this.checked(ending, location, ...counts);
    throw this.malformed(ending, 'scales beside the weight', 'no such tensor');
  }

  /** A companion with its number of values checked. */
  checked(ending: Ending, location: WeightLocation, ...counts: readonly number[]): WeightLocation {
    if (counts.length === 0 || counts.includes(elementCount(location.shape))) return location;
    throw this.malformed(ending, `${counts.join(' or ')} values`, `[${location.shape.join(', ')}]`);
  }

  /** The error for a layer that is not encoded as it says. */
  malformed(ending: Ending | 'weight', expected: string, received: string): InferenceError {
    const { file } = this.weight;
    const tensor = `${this.name}.${ending}`;
    const message = `${file}: ${tensor}: expected ${expected}, received ${received}`;
    return new InferenceError('file-malformed', message, { file, tensor, expected, received });
  }
}
