/**
 * Where the weights of a model lie. Graph builders ask a `WeightSource` by tensor name and get a byte range of a file,
 * never the values: onnxruntime maps the range itself.
 */
import type { StoredDType } from './stored-dtype.ts';
import { storedBytes } from './stored-dtype.ts';

/** One tensor inside a weight file. */
export interface WeightLocation {
  /** Absolute path with symbolic links resolved. */
  readonly file: string;
  /** First byte of the values, counted from the start of the file. */
  readonly offset: number;
  /** Bytes the values take. */
  readonly length: number;
  readonly dtype: StoredDType;
  /** Sizes, outermost first (PyTorch order). */
  readonly shape: readonly number[];
}

export interface WeightSource {
  /** What error messages call the source: a folder or file. */
  readonly label: string;
  get(name: string): WeightLocation | undefined;
  names(): Iterable<string>;
}

/** A source over tensors already located. */
export function mapSource(label: string, tensors: ReadonlyMap<string, WeightLocation>): WeightSource {
  return { label, get: (name) => tensors.get(name), names: () => tensors.keys() };
}

/**
 * The same tensors under other names, for layouts that call them differently.
 * @param canonical maps a stored name to the name the graph builders ask for; the first of two equal results wins.
 */
export function renamedSource(source: WeightSource, canonical: (stored: string) => string): WeightSource {
  const tensors = new Map<string, WeightLocation>();
  for (const stored of source.names()) {
    const name = canonical(stored);
    const location = source.get(stored);
    if (location && !tensors.has(name)) tensors.set(name, location);
  }
  return mapSource(source.label, tensors);
}

/**
 * A source without files, made from a `name -> shape` layout: it tells whether a graph asks for exactly the tensors of
 * a published checkpoint without having the checkpoint.
 */
export function layoutSource(
  label: string,
  layout: Readonly<Record<string, readonly number[]>>,
  dtype: StoredDType = 'BF16',
): WeightSource {
  let offset = 0;
  const tensors = new Map<string, WeightLocation>();
  for (const [name, shape] of Object.entries(layout)) {
    const length = storedBytes(dtype, shape);
    tensors.set(name, { file: `/${label}.safetensors`, offset, length, dtype, shape });
    offset += length;
  }
  return mapSource(label, tensors);
}
