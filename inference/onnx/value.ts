/** Tensors inside a graph, known by name, element type and shape. */
import type { DType } from '../tensor.ts';

/** Element types of tensors inside a graph: those of data, and 8-bit types that only weights are stored in. */
export type GraphDType = DType | 'float8e4m3fn' | 'float8e5m2';

/** A size, or the name of a size known only at run time; equal names mean equal sizes. */
export type Dim = number | string;
export type Shape = readonly Dim[];

/** A tensor inside a graph: the output of a node, an input of the graph, or a weight. */
export interface Value {
  readonly name: string;
  readonly dtype: GraphDType;
  readonly shape: Shape;
}

/**
 * Size of one axis.
 * @throws Error when the value has fewer axes: a mistake in a graph builder.
 */
export function dimAt(value: Value, axis: number): Dim {
  const dim = value.shape[axis];
  if (dim === undefined) throw new Error(`${value.name} [${value.shape.join(', ')}] has no axis ${axis}`);
  return dim;
}

/**
 * Size of an axis whose size is the same in every run.
 * @throws Error when the size is a name, or the axis is missing: a mistake in a graph builder.
 */
export function staticDim(value: Value, axis: number): number {
  const dim = dimAt(value, axis);
  if (typeof dim !== 'number') throw new Error(`${value.name}: axis ${axis} must be known, is ${dim}`);
  return dim;
}
