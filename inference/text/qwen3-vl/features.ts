/**
 * What the vision tower says about a picture: for each of its tokens a row that takes the place of the embedding, and
 * features that are added after the first layers. They travel side by side in one matrix
 * [tokens, (1 + levels) * width]: embedding, then the features of each level.
 */
import { expectMatrix } from '../../tensor-shape.ts';
import { float32, type Tensor } from '../../tensor.ts';

/** Matrices [tokens, width] side by side: [tokens, parts * width]. */
export function joinColumns(parts: readonly Tensor<'float32'>[], width: number): Tensor<'float32'> {
  const tokens = (parts[0]?.data.length ?? 0) / width;
  const joined = new Float32Array(tokens * parts.length * width);
  for (const [i, { data }] of parts.entries()) {
    for (let token = 0; token < tokens; token += 1) {
      const row = data.subarray(token * width, (token + 1) * width);
      joined.set(row, (token * parts.length + i) * width);
    }
  }
  return float32(joined, [tokens, parts.length * width]);
}

/**
 * The matrices [tokens, width] that stand side by side in one.
 * @param joined [tokens, count * width].
 * @throws InferenceError `invalid-input` for another width.
 */
export function splitColumns(joined: Tensor<'float32'>, count: number, width: number): readonly Tensor<'float32'>[] {
  const tokens = expectMatrix('embeds', joined, undefined, count * width);
  return Array.from({ length: count }, (_, i) => {
    const part = new Float32Array(tokens * width);
    for (let token = 0; token < tokens; token += 1) {
      const at = (token * count + i) * width;
      part.set(joined.data.subarray(at, at + width), token * width);
    }
    return float32(part, [tokens, width]);
  });
}

/**
 * Features of the tokens `from` to `to` (exclusive) of a prompt: [to - from, width] with zeros where no picture is, or
 * one row of zeros for a part without pictures.
 * @param positions places of the picture tokens in the prompt.
 * @param features [positions.length, width].
 */
export function featuresOf(
  positions: readonly number[],
  { data }: Tensor<'float32'>,
  width: number,
  from: number,
  to: number,
): Tensor<'float32'> {
  if (!positions.some((position) => position >= from && position < to))
    return float32(new Float32Array(width), [1, width]);
  const rows = new Float32Array((to - from) * width);
  positions.forEach((position, row) => {
    if (position < from || position >= to) return;
    rows.set(data.subarray(row * width, (row + 1) * width), (position - from) * width);
  });
  return float32(rows, [to - from, width]);
}
