/** Arithmetic of shapes whose sizes may be names. */
import type { Dim, Shape } from './value.ts';

/** NumPy broadcasting of two shapes; equal names are equal sizes. */
export function broadcast(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [x, y] = [a[i - rank + a.length] ?? 1, b[i - rank + b.length] ?? 1];
    if (x !== y && x !== 1 && y !== 1) throw new Error(`Cannot broadcast [${a.join(', ')}] with [${b.join(', ')}]`);
    return x === 1 ? y : x;
  });
}

/** A shape with one size changed. */
export function replaceDim(shape: Shape, axis: number, dim: Dim): Shape {
  return shape.map((size, i) => (i === axis ? dim : size));
}

/** A size times a factor; a name takes powers of two and their inverses: `h*2`, `h/2`, and `h*2/2` is `h`. */
export function scaleDim(dim: Dim, factor: number): Dim {
  if (factor === 1) return dim;
  if (typeof dim === 'number') return dim * factor;
  const [suffix, inverse] = factor > 1 ? [`*${factor}`, `/${factor}`] : [`/${1 / factor}`, `*${1 / factor}`];
  return dim.endsWith(inverse) ? dim.slice(0, -inverse.length) : dim + suffix;
}

/** A size plus a size. */
export function sumDims(a: Dim, b: Dim): Dim {
  return typeof a === 'number' && typeof b === 'number' ? a + b : `${a}+${b}`;
}
