/**
 * The rotation of `convrot` files: a block-diagonal matrix R of normalised regular Hadamard matrices. R is symmetric
 * and orthogonal, so that it undoes itself.
 * Source: comfy-kitchen (Apache-2.0), `tensor/int8_utils.py`.
 */

/** Whether a size is one of a block of R: 4, 16, 64, 256 and so on. */
export function isRotationSize(size: number): boolean {
  return size >= 4 && (size & (size - 1)) === 0 && (31 - Math.clz32(size)) % 2 === 0;
}

/**
 * Multiplies every group of neighbours by a block of R, in place. A block is a Kronecker power of
 * H4 = 1/2 [[1, 1, 1, -1], [1, 1, -1, 1], [1, -1, 1, 1], [-1, 1, 1, 1]], so that one factor after the other is applied.
 * @param size of the blocks, a power of 4 that divides the length of a row.
 */
export function rotateGroups(values: Float32Array, size: number): void {
  for (let stride = 1; stride < size; stride *= 4) {
    for (let block = 0; block < values.length; block += 4 * stride) {
      for (let i = block; i < block + stride; i += 1) {
        const a = values[i] as number;
        const b = values[i + stride] as number;
        const c = values[i + 2 * stride] as number;
        const d = values[i + 3 * stride] as number;
        values[i] = (a + b + c - d) / 2;
        values[i + stride] = (a + b - c + d) / 2;
        values[i + 2 * stride] = (a - b + c + d) / 2;
        values[i + 3 * stride] = (b + c + d - a) / 2;
      }
    }
  }
}

/** A block of R, row by row. */
export function rotationMatrix(size: number): Float32Array {
  const matrix = new Float32Array(size * size);
  for (let i = 0; i < size; i += 1) matrix[i * (size + 1)] = 1;
  rotateGroups(matrix, size);
  return matrix;
}
