/**
 * The beginning of a prompt, as the language model has read it. Instructions about the same pictures begin with them,
 * so that those for and against something read the pictures once.
 */
import type { Tensors } from '../../onnx/session.ts';
import { elementCount, type Tensor } from '../../tensor.ts';
import type { TokenRows } from './reading.ts';

/** Everything that the hidden states of a beginning follow from, besides the model. */
export interface Beginning {
  /** Its tokens, in pieces as they are read. */
  readonly rows: readonly TokenRows[];
  /** Inputs that are the same for all tokens. */
  readonly given: Tensors;
}

/** A beginning that was read. */
export interface PromptHead extends Beginning {
  /** Hidden states [tokens, width]. */
  readonly hidden: Float32Array;
  /** Keys and values of every layer. */
  readonly past: Tensors;
}

/** Most memory for a beginning; a picture of 1,024 x 1,024 pixels takes 196 MB in Qwen2.5-VL 7B. */
const MAX_BYTES = 512 * 2 ** 20;
const FLOAT_BYTES = 4;

/** Whether two beginnings have the same hidden states, to the bit. */
export function isSameBeginning(a: Beginning, b: Beginning): boolean {
  const [ours, theirs] = [tensorsOf(a), tensorsOf(b)];
  return ours.length === theirs.length && ours.every((tensor, i) => isSame(tensor, theirs[i] as Tensor));
}

/** Whether a beginning is small enough to be kept. */
export function isKept(head: PromptHead): boolean {
  const values = [...tensorsOf(head), ...Object.values(head.past)];
  const count = values.reduce((sum, { dims }) => sum + elementCount(dims), head.hidden.length);
  return count * FLOAT_BYTES <= MAX_BYTES;
}

function tensorsOf({ rows, given }: Beginning): readonly Tensor[] {
  const ofRows = rows.flatMap(({ embeds, rope, others }) => [embeds, rope.cos, rope.sin, ...Object.values(others)]);
  return [...ofRows, ...Object.values(given)];
}

function isSame(a: Tensor, b: Tensor): boolean {
  return String(a.dims) === String(b.dims) && Buffer.compare(bytesOf(a), bytesOf(b)) === 0;
}

function bytesOf({ data: { buffer, byteOffset, byteLength } }: Tensor): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
